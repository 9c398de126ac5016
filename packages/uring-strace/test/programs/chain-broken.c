/* SPDX-License-Identifier: MIT */
/* The first of three linked requests is short; the others are cancelled. */
#include "short.h"

int main(int count, char **arguments)
{
	begin(count, arguments);
	for (int i = 0; i < 3; i++) {
		struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);

		if (i == 0)
			io_uring_prep_read(sqe, fd, buffer, ASKED, FILE_BYTES - PAGE);
		else
			io_uring_prep_nop(sqe);
		if (i < 2)
			sqe->flags |= IOSQE_IO_LINK;
	}
	expect(io_uring_submit(&ring), 3, "submit");
	expect(wait_result(), PAGE, "short read");
	expect(wait_result(), -ECANCELED, "second");
	expect(wait_result(), -ECANCELED, "third");
	return 0;
}
