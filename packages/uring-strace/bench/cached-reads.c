/* SPDX-License-Identifier: MIT */
/* Reads pages of a file that is in the page cache, 32 at a time, as fast as one thread can: PROGRAM FILE SECONDS */
#include <fcntl.h>
#include <liburing.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { PAGE = 4096, BATCH = 32 };

static char buffers[BATCH][PAGE];

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec * 1e-9;
}

int main(int count, char **arguments)
{
	struct io_uring ring;
	uint64_t state = 1;
	double until;
	off_t pages;
	int fd;

	if (count != 3 || (fd = open(arguments[1], O_RDONLY)) < 0 || io_uring_queue_init(BATCH, &ring, 0))
		return 1;
	pages = lseek(fd, 0, SEEK_END) / PAGE;
	until = now() + atof(arguments[2]);
	while (now() < until) {
		for (int i = 0; i < BATCH; i++) {
			/* A linear congruence; its high bits are the random ones. */
			state = state * 6364136223846793005u + 1442695040888963407u;
			io_uring_prep_read(io_uring_get_sqe(&ring), fd, buffers[i], PAGE, (state >> 33) % pages * PAGE);
		}
		if (io_uring_submit_and_wait(&ring, BATCH) != BATCH)
			return 1;
		for (int i = 0; i < BATCH; i++) {
			struct io_uring_cqe *cqe;

			if (io_uring_wait_cqe(&ring, &cqe) || cqe->res != PAGE)
				return 1;
			io_uring_cqe_seen(&ring, cqe);
		}
	}
	return 0;
}
