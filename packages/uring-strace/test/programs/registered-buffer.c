/* SPDX-License-Identifier: MIT */
/* A short read into a registered buffer; the rest is asked for into it. */
#include "short.h"

static int read_fixed(unsigned from, unsigned bytes, int rw_flags)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);

	io_uring_prep_read_fixed(sqe, fd, buffer + from, bytes, PLACE + from, 0);
	sqe->rw_flags = rw_flags;
	return submit_and_wait();
}

int main(int count, char **arguments)
{
	begin(count, arguments);
	struct iovec whole = {buffer, ASKED};

	expect(io_uring_register_buffers(&ring, &whole, 1), 0, "register");
	/* Registered memory cannot be guarded, so a device that answers at once may bring it all. */
	for (int tries = 0, result = ASKED; result == ASKED; tries++) {
		if (tries == 1000)
			cannot("short reads under RWF_NOWAIT are too rare here");
		cache_first_page(PLACE);
		guard_rest(PROT_READ | PROT_WRITE);
		result = read_fixed(0, ASKED, RWF_NOWAIT);
		if (result != ASKED)
			require_short(result);
	}
	expect(read_fixed(PAGE, REST, 0), REST, "rest");
	check_buffer();
	return 0;
}
