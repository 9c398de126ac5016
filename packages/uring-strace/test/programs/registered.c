/* SPDX-License-Identifier: MIT */
/* A short read of a registered file; the rest is asked for through the registered file. */
#include "short.h"

int main(int count, char **arguments)
{
	begin(count, arguments);
	expect(io_uring_register_files(&ring, &fd, 1), 0, "register");
	cache_first_page(PLACE);
	for (int part = 0; part < 2; part++) {
		struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);

		io_uring_prep_read(sqe, 0, buffer + part * PAGE, part ? REST : ASKED, PLACE + part * PAGE);
		sqe->flags |= IOSQE_FIXED_FILE;
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
