/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/* The system calls of x86-64 (arch/x86/entry/syscalls/syscall_64.tbl) that may ask for the rest of a short request, or take its buffer
 * or file away. */
#ifndef URINGLAB_CALLS_BPF_H
#define URINGLAB_CALLS_BPF_H

#include "load.bpf.h"

enum call_kind {
	CALL_IGNORED = 0,
	CALL_MEMORY,	/* no descriptor */
	CALL_FILE,	/* the first argument is a descriptor */
	CALL_VECTORS,	/* so it is, and the second and third are vectors and their number */
	CALL_SECOND,	/* the second argument is the descriptor */
	CALL_FIFTH,	/* the fifth */
};

static __always_inline enum call_kind kind_of_call(u64 number)
{
	switch (number) {
	case 0: /* read */
	case 1: /* write */
	case 3: /* close */
	case 17: /* pread64 */
	case 18: /* pwrite64 */
	case 45: /* recvfrom */
	case 77: /* ftruncate */
	case 275: /* splice */
	case 326: /* copy_file_range */
		return CALL_FILE;
	case 19: /* readv */
	case 20: /* writev */
	case 295: /* preadv */
	case 296: /* pwritev */
	case 327: /* preadv2 */
	case 328: /* pwritev2 */
		return CALL_VECTORS;
	case 33: /* dup2 */
	case 40: /* sendfile */
	case 292: /* dup3 */
		return CALL_SECOND;
	case 9: /* mmap */
		return CALL_FIFTH;
	case 11: /* munmap */
	case 12: /* brk */
	case 25: /* mremap */
	case 28: /* madvise */
	case 231: /* exit_group */
	case 436: /* close_range */
		return CALL_MEMORY;
	default:
		return CALL_IGNORED;
	}
}

/* read(2), write(2) and their like that this thread has called so far (CONFIG_TASK_XACCT); io_uring does not count there. */
static __always_inline u32 calls_counted(void)
{
	u64 task = bpf_get_current_task();

	if (!bpf_core_field_exists(struct task_struct, ioac))
		return 0;
	return LOAD(struct task_struct, task, ioac.syscr) + LOAD(struct task_struct, task, ioac.syscw);
}

#endif
