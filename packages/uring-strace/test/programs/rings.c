/* SPDX-License-Identifier: MIT */
/* Many short-lived rings, each with one read: FILE NUMBER. */
#include "short.h"

int main(int count, char **arguments)
{
	int rings = count > 2 ? atoi(arguments[2]) : 100;

	begin(count, arguments);
	for (int i = 0; i < rings; i++) {
		io_uring_queue_exit(&ring);
		make_ring(2, 0);
		expect(ring_read(fd, buffer, PAGE, 0, 0), PAGE, "read");
	}
	return 0;
}
