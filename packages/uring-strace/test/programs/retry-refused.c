/* SPDX-License-Identifier: MIT */
/* The rest is asked for in a way that is refused: RWF_NOWAIT, and not in the page cache. */
#include "short.h"

int main(int count, char **arguments)
{
	begin(count, arguments);
	read_short();
	expect(ring_read(fd, buffer + PAGE, REST, PLACE + PAGE, RWF_NOWAIT), -EAGAIN, "rest");
	return 0;
}
