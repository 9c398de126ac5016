/* SPDX-License-Identifier: MIT */
/* A forked child, and a thread of it, each with a ring of its own: one read each. */
#include "short.h"
#include <pthread.h>

static void *read_once(void *unused)
{
	make_ring(2, 0);
	expect(ring_read(fd, buffer, PAGE, 0, 0), PAGE, "read");
	io_uring_queue_exit(&ring);
	return unused;
}

int main(int count, char **arguments)
{
	pthread_t thread;
	pid_t child;
	int status;

	begin(count, arguments);
	child = fork();
	if (child == 0) {
		read_once(0);
		if (pthread_create(&thread, 0, read_once, 0) || pthread_join(thread, 0))
			_exit(1);
		_exit(0);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		fail("fork");
	expect(status, 0, "child");
	return 0;
}
