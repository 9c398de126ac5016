/* SPDX-License-Identifier: MIT */
/* A read that reaches the end of the file. */
#include "short.h"

int main(int count, char **arguments)
{
	begin(count, arguments);
	expect(ring_read(fd, buffer, ASKED, FILE_BYTES - 1000, 0), 1000, "read across the end");
	expect(ring_read(fd, buffer, ASKED, FILE_BYTES, 0), 0, "read at the end");
	return 0;
}
