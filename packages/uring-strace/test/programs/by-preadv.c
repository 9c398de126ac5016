/* SPDX-License-Identifier: MIT */
/* The rest is asked for by preadv, into two vectors. */
#include "short.h"

int main(int count, char **arguments)
{
	begin(count, arguments);
	struct iovec vectors[2] = {{buffer + PAGE, PAGE}, {buffer + 2 * PAGE, REST - PAGE}};

	read_short();
	expect(preadv(fd, vectors, 2, PLACE + PAGE), REST, "preadv");
	check_buffer();
	return 0;
}
