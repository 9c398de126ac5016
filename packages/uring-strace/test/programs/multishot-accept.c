/* SPDX-License-Identifier: MIT */
/* An accept that completes for each connection. */
#include "short.h"
#include <sys/socket.h>
#include <sys/un.h>

int main(int count, char **arguments)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	int server = socket(AF_UNIX, SOCK_STREAM, 0);

	begin(count, arguments);
	snprintf(name.sun_path + 1, sizeof(name.sun_path) - 1, "uringlab-%d", getpid());
	if (bind(server, (void *)&name, sizeof(name)) || listen(server, 4))
		fail("listen");
	io_uring_prep_multishot_accept(io_uring_get_sqe(&ring), server, 0, 0, 0);
	expect(io_uring_submit(&ring), 1, "submit");
	for (int i = 0; i < 3; i++) {
		int client = socket(AF_UNIX, SOCK_STREAM, 0);

		expect(connect(client, (void *)&name, sizeof(name)), 0, "connect");
		expect(wait_result() >= 0, 1, "accept");
	}
	return 0;
}
