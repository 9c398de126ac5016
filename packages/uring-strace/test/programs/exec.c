/* SPDX-License-Identifier: MIT */
/* Another program is executed after a short read. */
#include "short.h"

int main(int count, char **arguments)
{
	begin(count, arguments);
	read_short();
	remove_file();
	execl("/bin/true", "true", (char *)0);
	fail("execl");
	return 0;
}
