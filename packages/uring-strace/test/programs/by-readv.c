/* SPDX-License-Identifier: MIT */
/* The rest is asked for by lseek and readv. */
#include "short.h"

int main(int count, char **arguments)
{
	begin(count, arguments);
	struct iovec vectors[2] = {{buffer + PAGE, PAGE}, {buffer + 2 * PAGE, REST - PAGE}};

	read_short();
	expect(lseek(fd, PLACE + PAGE, SEEK_SET), PLACE + PAGE, "lseek");
	expect(readv(fd, vectors, 2), REST, "readv");
	check_buffer();
	return 0;
}
