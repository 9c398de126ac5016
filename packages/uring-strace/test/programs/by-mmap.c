/* SPDX-License-Identifier: MIT */
/* The rest is mapped. */
#include "short.h"

int main(int count, char **arguments)
{
	begin(count, arguments);
	read_short();
	char *rest = mmap(0, REST, PROT_READ, MAP_SHARED, fd, PLACE + PAGE);

	if (rest == MAP_FAILED)
		fail("mmap");
	memcpy(buffer + PAGE, rest, REST);
	check_buffer();
	return 0;
}
