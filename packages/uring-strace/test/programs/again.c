/* SPDX-License-Identifier: MIT */
/* The whole range is asked for again. */
#include "short.h"

int main(int count, char **arguments)
{
	begin(count, arguments);
	read_short();
	expect(ring_read(fd, buffer, ASKED, PLACE, 0), ASKED, "again");
	check_buffer();
	return 0;
}
