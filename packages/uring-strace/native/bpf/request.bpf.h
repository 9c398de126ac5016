/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/* Requests as the tracepoints hand them over: of what kind they are, whose, and in which state. */
#ifndef URINGLAB_REQUEST_BPF_H
#define URINGLAB_REQUEST_BPF_H

#include "load.bpf.h"

/* enum io_uring_op, include/uapi/linux/io_uring.h */
#define BIT(number) (1ull << (number))
#define PLAIN (BIT(4) | BIT(5) | BIT(22) | BIT(23))
#define VECTORED (BIT(1) | BIT(2) | BIT(60) | BIT(61))
#define READ_MULTISHOT BIT(49)
/* Their CQEs may come without the request, and so without its file. */
#define MULTISHOT (BIT(6) | BIT(10) | BIT(13) | BIT(27) | BIT(46) | BIT(49) | BIT(58))

/* Loads from the context need a constant offset: written so that the compiler does not join the branches into one load. */
#define ARGUMENT_LOAD(number, offset) \
	case number: \
		asm volatile("%0 = *(u64 *)(%1 + " offset ")" : "=r"(value) : "r"(ctx)); \
		break

static __always_inline u64 argument(struct bpf_raw_tracepoint_args *ctx, u32 at)
{
	u64 value = 0;

	switch (at) {
		ARGUMENT_LOAD(0, "0");
		ARGUMENT_LOAD(1, "8");
		ARGUMENT_LOAD(2, "16");
		ARGUMENT_LOAD(3, "24");
		ARGUMENT_LOAD(4, "32");
	}
	return value;
}

static __always_inline u64 request_flags(u64 request)
{
	return bpf_core_field_size(struct io_kiocb, flags) == 8 ? LOAD(struct io_kiocb, request, flags) :
								  LOAD(struct io_kiocb___narrow, request, flags);
}

/* Process and thread that submitted it, as bpf_get_current_pid_tgid() has them, without a call: also where a kernel thread completes. */
static __always_inline u64 owner_of(u64 request)
{
	struct task_struct *task;

	if (bpf_core_field_exists(struct io_kiocb, tctx)) {
		struct io_uring_task *context = LOAD(struct io_kiocb, request, tctx);

		task = LOAD(struct io_uring_task, context, task);
	} else {
		task = LOAD(struct io_kiocb___of_task, request, task);
	}
	return (u64)LOAD(struct task_struct, task, tgid) << 32 | (u32)LOAD(struct task_struct, task, pid);
}

#define PF_KTHREAD 0x00200000

/* A kernel thread completes for a process that is ending (io_fallback_req_func). The reader knows the request, or drops it. */
static __always_inline bool completes_for_others(void)
{
	return LOAD(struct task_struct, bpf_get_current_task(), flags) & PF_KTHREAD;
}

#endif
