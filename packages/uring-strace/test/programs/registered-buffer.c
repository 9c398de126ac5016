/* SPDX-License-Identifier: MIT */
/* A short read into a registered buffer; the rest is asked for into it. */
#include "short.h"

int main(int count, char **arguments)
{
	begin(count, arguments);
	struct iovec whole = {buffer, ASKED};

	expect(io_uring_register_buffers(&ring, &whole, 1), 0, "register");
	cache_first_page(PLACE);
	for (int part = 0; part < 2; part++) {
		struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);

		io_uring_prep_read_fixed(sqe, fd, buffer + part * PAGE, part ? REST : ASKED, PLACE + part * PAGE, 0);
		if (part)
			expect(submit_and_wait(), REST, "rest");
		else {
			sqe->rw_flags = RWF_NOWAIT;
			require_short(submit_and_wait());
		}
	}
	check_buffer();
	return 0;
}
