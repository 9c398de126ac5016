/* SPDX-License-Identifier: MIT */
/* Two reads in flight into overlapping memory, from pipes that are filled only afterwards. */
#include "short.h"

int main(int count, char **arguments)
{
	int pipes[2][2];

	begin(count, arguments);
	for (int i = 0; i < 2; i++) {
		if (pipe(pipes[i]))
			fail("pipe");
		io_uring_prep_read(io_uring_get_sqe(&ring), pipes[i][0], buffer + i * PAGE / 2, PAGE, 0);
	}
	expect(io_uring_submit(&ring), 2, "submit");
	for (int i = 0; i < 2; i++)
		expect(write(pipes[i][1], "0123456789", 10), 10, "write");
	expect(wait_result(), 10, "first");
	expect(wait_result(), 10, "second");
	return 0;
}
