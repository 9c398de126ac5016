/* SPDX-License-Identifier: MIT */
/* A RECV that completes for each message, into provided buffers. */
#include "short.h"
#include <sys/socket.h>

int main(int count, char **arguments)
{
	int ends[2];
	struct io_uring_sqe *sqe;

	begin(count, arguments);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends))
		fail("socketpair");
	io_uring_prep_provide_buffers(io_uring_get_sqe(&ring), buffer, PAGE, 8, 7, 0);
	expect(submit_and_wait() >= 0, 1, "provide");
	sqe = io_uring_get_sqe(&ring);
	io_uring_prep_recv_multishot(sqe, ends[0], 0, 0, 0);
	sqe->flags |= IOSQE_BUFFER_SELECT;
	sqe->buf_group = 7;
	expect(io_uring_submit(&ring), 1, "submit");
	for (int i = 0; i < 3; i++) {
		expect(send(ends[1], "0123456789", 10, 0), 10, "send");
		expect(wait_result(), 10, "recv");
	}
	return 0;
}
