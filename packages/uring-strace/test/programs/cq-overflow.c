/* SPDX-License-Identifier: MIT */
/* More completions than the CQ ring has room for. */
#include "short.h"

int main(int count, char **arguments)
{
	int total = 64;

	begin(count, arguments);
	for (int i = 0; i < total; i++) {
		io_uring_prep_nop(io_uring_get_sqe(&ring));
		expect(io_uring_submit(&ring), 1, "submit");
	}
	for (int i = 0; i < total; i++)
		expect(wait_result(), 0, "nop");
	return 0;
}
