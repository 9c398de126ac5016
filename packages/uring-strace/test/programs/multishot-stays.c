/* SPDX-License-Identifier: MIT */
/* A poll that has completed once, says so, and goes on as long as there is standard input. */
#include "short.h"
#include <poll.h>

int main(int count, char **arguments)
{
	int ends[2];
	char byte;
	struct io_uring_cqe *cqe;

	begin(count, arguments);
	if (pipe(ends))
		fail("pipe");
	io_uring_prep_poll_multishot(io_uring_get_sqe(&ring), ends[0], POLLIN);
	expect(read(0, &byte, 1), 1, "read of standard input");
	expect(io_uring_submit(&ring), 1, "submit");
	expect(write(ends[1], "x", 1), 1, "write");
	expect(io_uring_wait_cqe(&ring, &cqe), 0, "wait");
	expect(cqe->flags & IORING_CQE_F_MORE, IORING_CQE_F_MORE, "more");
	io_uring_cqe_seen(&ring, cqe);
	puts("polled");
	fflush(stdout);
	return read(0, &byte, 1) < 0;
}
