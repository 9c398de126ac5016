/* SPDX-License-Identifier: MIT */
/* Reads of a registered file through an SQPOLL ring, round and round; "ready" once it runs. Ends by SIGTERM. */
#include "short.h"
#include <signal.h>

static volatile sig_atomic_t stopped;

static void stop(int unused)
{
	stopped = unused;
}

static int wait_uninterrupted(void)
{
	struct io_uring_cqe *cqe;
	int result;

	while (io_uring_wait_cqe(&ring, &cqe))
		;
	result = cqe->res;
	io_uring_cqe_seen(&ring, cqe);
	return result;
}

int main(int count, char **arguments)
{
	begin(count, arguments);
	signal(SIGTERM, stop);
	signal(SIGINT, stop);
	io_uring_queue_exit(&ring);
	make_ring(8, IORING_SETUP_SQPOLL);
	expect(io_uring_register_files(&ring, &fd, 1), 0, "register");
	for (uint64_t reads = 0; !stopped; reads++) {
		struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);

		io_uring_prep_read(sqe, 0, buffer, PAGE, reads * PAGE % FILE_BYTES);
		sqe->flags |= IOSQE_FIXED_FILE;
		expect(io_uring_submit(&ring), 1, "submit");
		expect(wait_uninterrupted(), PAGE, "read");
		if (reads == 0) {
			puts("ready");
			fflush(stdout);
		}
		usleep(1000);
	}
	return 0;
}
