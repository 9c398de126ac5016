/* SPDX-License-Identifier: MIT */
/* The buffer is unmapped after a short read. */
#include "short.h"

int main(int count, char **arguments)
{
	begin(count, arguments);
	read_short();
	expect(munmap(buffer, ASKED), 0, "munmap");
	return 0;
}
