/* SPDX-License-Identifier: MIT */
/* A child asks for the rest. */
#include "short.h"

int main(int count, char **arguments)
{
	pid_t child;
	int status;

	begin(count, arguments);
	read_short();
	child = fork();
	if (child == 0)
		_exit(pread(fd, buffer + PAGE, REST, PLACE + PAGE) == REST ? 0 : 1);
	if (child < 0 || waitpid(child, &status, 0) != child)
		fail("fork");
	expect(status, 0, "child");
	return 0;
}
