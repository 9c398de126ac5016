/* SPDX-License-Identifier: MIT */
/* More handled short reads than are told one by one, and then one that is not handled. */
#include "short.h"

enum { HANDLED = 1200 };

int main(int count, char **arguments)
{
	begin(count, arguments);
	for (int at = 0; at < HANDLED; at++) {
		read_short();
		expect(ring_read(fd, buffer + PAGE, REST, PLACE + PAGE, 0), REST, "rest");
	}
	read_short();
	return 0;
}
