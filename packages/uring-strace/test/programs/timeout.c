/* SPDX-License-Identifier: MIT */
/* A timeout that expires, and a read that is cancelled by its linked timeout. */
#include "short.h"

int main(int count, char **arguments)
{
	struct __kernel_timespec soon = {0, 1000000};
	int ends[2];
	struct io_uring_sqe *sqe;

	begin(count, arguments);
	if (pipe(ends))
		fail("pipe");
	io_uring_prep_timeout(io_uring_get_sqe(&ring), &soon, 0, 0);
	expect(submit_and_wait(), -ETIME, "timeout");
	sqe = io_uring_get_sqe(&ring);
	io_uring_prep_read(sqe, ends[0], buffer, PAGE, 0);
	sqe->flags |= IOSQE_IO_LINK;
	sqe->user_data = 1;
	io_uring_prep_link_timeout(io_uring_get_sqe(&ring), &soon, 0);
	expect(io_uring_submit(&ring), 2, "submit");
	for (int i = 0; i < 2; i++) {
		int result = wait_result();

		if (result != -ECANCELED && result != -ETIME && result != -EINTR)
			expect(result, -ECANCELED, "linked timeout");
	}
	return 0;
}
