/* SPDX-License-Identifier: MIT */
/* A short read is taken for the whole, and the buffer is used for the next one. */
#include "short.h"

int main(int count, char **arguments)
{
	begin(count, arguments);
	read_short();
	expect(ring_read(fd, buffer, ASKED, PLACE + BLOCK, 0), ASKED, "next read");
	return 0;
}
