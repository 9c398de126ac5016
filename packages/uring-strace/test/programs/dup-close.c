/* SPDX-License-Identifier: MIT */
/* One of two descriptors is closed; the rest is asked for through the other. */
#include "short.h"

int main(int count, char **arguments)
{
	begin(count, arguments);
	read_short();
	int other = dup(fd);

	expect(close(fd), 0, "close");
	expect(ring_read(other, buffer + PAGE, REST, PLACE + PAGE, 0), REST, "rest");
	check_buffer();
	return 0;
}
