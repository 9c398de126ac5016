/* SPDX-License-Identifier: MIT */
/* The rest is asked for by preadv2, into two vectors. */
#include "short.h"

int main(int count, char **arguments)
{
	begin(count, arguments);
	struct iovec vectors[2] = {{buffer + PAGE, PAGE}, {buffer + 2 * PAGE, REST - PAGE}};

	read_short();
	expect(preadv2(fd, vectors, 2, PLACE + PAGE, 0), REST, "preadv2");
	check_buffer();
	return 0;
}
