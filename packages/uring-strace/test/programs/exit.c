/* SPDX-License-Identifier: MIT */
/* The process ends after a short read. */
#include "short.h"

int main(int count, char **arguments)
{
	begin(count, arguments);
	read_short();
	return 0;
}
