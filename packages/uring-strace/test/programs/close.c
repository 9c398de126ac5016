/* SPDX-License-Identifier: MIT */
/* The file is closed after a short read. */
#include "short.h"

int main(int count, char **arguments)
{
	begin(count, arguments);
	read_short();
	expect(close(fd), 0, "close");
	fd = -1;
	expect(getppid() > 0, 1, "alive");
	return 0;
}
