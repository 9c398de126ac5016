/* SPDX-License-Identifier: MIT */
/* The rest is asked for by pread64. */
#include "short.h"

int main(int count, char **arguments)
{
	begin(count, arguments);
	read_short();
	expect(pread(fd, buffer + PAGE, REST, PLACE + PAGE), REST, "pread");
	check_buffer();
	return 0;
}
