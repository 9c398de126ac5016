/* SPDX-License-Identifier: MIT */
/* Only half of the rest is asked for. */
#include "short.h"

int main(int count, char **arguments)
{
	begin(count, arguments);
	read_short();
	expect(ring_read(fd, buffer + PAGE, REST / 2, PLACE + PAGE, 0), REST / 2, "half");
	return 0;
}
