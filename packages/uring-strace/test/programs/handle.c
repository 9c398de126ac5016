/* SPDX-License-Identifier: MIT */
/* The rest is asked for by ring. */
#include "short.h"

int main(int count, char **arguments)
{
	begin(count, arguments);
	read_short();
	expect(ring_read(fd, buffer + PAGE, REST, PLACE + PAGE, 0), REST, "rest");
	check_buffer();
	return 0;
}
