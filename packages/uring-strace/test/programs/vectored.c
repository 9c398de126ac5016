/* SPDX-License-Identifier: MIT */
/* A short READV; the rest is asked for by READV. */
#include "short.h"

int main(int count, char **arguments)
{
	begin(count, arguments);
	struct iovec whole[2] = {{buffer, PAGE / 2}, {buffer + PAGE / 2, ASKED - PAGE / 2}};
	struct iovec rest = {buffer + PAGE, REST};
	struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);

	cache_first_page(PLACE);
	io_uring_prep_readv(sqe, fd, whole, 2, PLACE);
	sqe->rw_flags = RWF_NOWAIT;
	require_short(submit_and_wait());
	sqe = io_uring_get_sqe(&ring);
	io_uring_prep_readv(sqe, fd, &rest, 1, PLACE + PAGE);
	expect(submit_and_wait(), REST, "rest");
	check_buffer();
	return 0;
}
