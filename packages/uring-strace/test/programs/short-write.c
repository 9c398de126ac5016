/* SPDX-License-Identifier: MIT */
/* A write across RLIMIT_FSIZE is short, and the rest is never written. */
#include "short.h"
#include <signal.h>
#include <sys/resource.h>

int main(int count, char **arguments)
{
	struct rlimit limit = {PLACE + PAGE, PLACE + PAGE};

	begin(count, arguments);
	expect(ftruncate(fd, 0), 0, "ftruncate");
	signal(SIGXFSZ, SIG_IGN);
	expect(setrlimit(RLIMIT_FSIZE, &limit), 0, "setrlimit");
	expect(ring_write(fd, buffer, ASKED, PLACE), PAGE, "write across the limit");
	return 0;
}
