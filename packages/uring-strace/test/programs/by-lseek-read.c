/* SPDX-License-Identifier: MIT */
/* The rest is asked for by lseek and read. */
#include "short.h"

int main(int count, char **arguments)
{
	begin(count, arguments);
	read_short();
	expect(lseek(fd, PLACE + PAGE, SEEK_SET), PLACE + PAGE, "lseek");
	expect(read(fd, buffer + PAGE, REST), REST, "read");
	check_buffer();
	return 0;
}
