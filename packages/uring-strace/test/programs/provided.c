/* SPDX-License-Identifier: MIT */
/* A read into a provided buffer that is smaller than what is asked for. */
#include "short.h"

int main(int count, char **arguments)
{
	struct io_uring_sqe *sqe;

	begin(count, arguments);
	io_uring_prep_provide_buffers(io_uring_get_sqe(&ring), buffer, PAGE, 4, 7, 0);
	expect(submit_and_wait() >= 0, 1, "provide");
	sqe = io_uring_get_sqe(&ring);
	io_uring_prep_read(sqe, fd, 0, ASKED, 0);
	sqe->flags |= IOSQE_BUFFER_SELECT;
	sqe->buf_group = 7;
	expect(submit_and_wait(), PAGE, "read");
	return 0;
}
