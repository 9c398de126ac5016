/* SPDX-License-Identifier: MIT */
/* A short READV, and no more. */
#include "short.h"

int main(int count, char **arguments)
{
	begin(count, arguments);
	struct iovec whole[2] = {{buffer, PAGE / 2}, {buffer + PAGE / 2, ASKED - PAGE / 2}};
	struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);

	cache_first_page(PLACE);
	io_uring_prep_readv(sqe, fd, whole, 2, PLACE);
	sqe->rw_flags = RWF_NOWAIT;
	require_short(submit_and_wait());
	return 0;
}
