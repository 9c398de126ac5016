/* SPDX-License-Identifier: MIT */
/* More handled short reads than are told one by one, and then one that is not handled. */
#include "short.h"

enum { HANDLED = 1200, TRIES = 100 * HANDLED };

/* Among so many, some come back whole: the device answers while the read is made. */
static void read_until_short(void)
{
	static int tries;

	while (tries++ < TRIES) {
		cache_first_page(PLACE);
		if (ring_read(fd, buffer, ASKED, PLACE, RWF_NOWAIT) == PAGE)
			return;
	}
	cannot("short reads under RWF_NOWAIT are too rare here");
}

int main(int count, char **arguments)
{
	begin(count, arguments);
	for (int at = 0; at < HANDLED; at++) {
		read_until_short();
		expect(ring_read(fd, buffer + PAGE, REST, PLACE + PAGE, 0), REST, "rest");
	}
	read_until_short();
	return 0;
}
