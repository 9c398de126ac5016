/* SPDX-License-Identifier: MIT */
/* The file is cut at the end of what was read; a later read tells its size. */
#include "short.h"

int main(int count, char **arguments)
{
	begin(count, arguments);
	read_short();
	expect(ftruncate(fd, PLACE + PAGE), 0, "ftruncate");
	expect(ring_read(fd, buffer, PAGE, 0, 0), PAGE, "another read");
	return 0;
}
