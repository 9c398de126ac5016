/* SPDX-License-Identifier: MIT */
/* The rest is asked for in two pieces. */
#include "short.h"

int main(int count, char **arguments)
{
	begin(count, arguments);
	read_short();
	expect(ring_read(fd, buffer + PAGE, REST / 2, PLACE + PAGE, 0), REST / 2, "first half");
	expect(ring_read(fd, buffer + PAGE + REST / 2, REST / 2, PLACE + PAGE + REST / 2, 0), REST / 2, "second half");
	check_buffer();
	return 0;
}
