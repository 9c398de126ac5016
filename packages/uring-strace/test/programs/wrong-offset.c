/* SPDX-License-Identifier: MIT */
/* The rest is asked for at the number of bytes read, not at the offset plus that number (QEMU's bug). */
#include "short.h"

int main(int count, char **arguments)
{
	begin(count, arguments);
	read_short();
	expect(ring_read(fd, buffer + PAGE, REST, PAGE, 0), REST, "rest");
	return 0;
}
