/* SPDX-License-Identifier: MIT */
/* A request waits for the one before it. */
#include "short.h"

int main(int count, char **arguments)
{
	int ends[2];
	struct io_uring_sqe *sqe;

	begin(count, arguments);
	if (pipe(ends))
		fail("pipe");
	io_uring_prep_read(io_uring_get_sqe(&ring), ends[0], buffer, PAGE, 0);
	sqe = io_uring_get_sqe(&ring);
	io_uring_prep_nop(sqe);
	sqe->flags |= IOSQE_IO_DRAIN;
	expect(io_uring_submit(&ring), 2, "submit");
	expect(write(ends[1], "x", 1), 1, "write");
	expect(wait_result(), 1, "read");
	expect(wait_result(), 0, "drained");
	return 0;
}
