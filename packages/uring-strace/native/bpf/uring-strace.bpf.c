/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * Programs on the tracepoints of io_uring (include/trace/events/io_uring.h) and on those of the life of processes. What differs from kernel
 * to kernel, the places of the arguments, is set before loading (native/core/tracepoints.cpp); what is not wanted is then dead code.
 */
#include "calls.bpf.h"
#include "load.bpf.h"
#include "records.h"
#include "ring.bpf.h"
#include "settings.bpf.h"
#include "texts.bpf.h"
#include "watch.bpf.h"

char LICENSE[] SEC("license") = "Dual MIT/GPL";

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct control);
} control SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct tally);
} tallies SEC(".maps");

#define PF_KTHREAD 0x00200000

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

#define VECTORS_AT_ONCE 8
#define VECTOR_GROUPS 8

/* ~0 when the vectors cannot be read, or are more than 64. */
__noinline u64 vector_bytes(u64 address, u64 count)
{
	struct iovec vectors[VECTORS_AT_ONCE];
	u64 bytes = 0;

	if (count > VECTORS_AT_ONCE * VECTOR_GROUPS)
		return ~0ull;
	for (u32 group = 0; group < VECTOR_GROUPS; group++) {
		u64 first = group * VECTORS_AT_ONCE, here, size;

		if (first >= count)
			break;
		here = count - first;
		if (here > VECTORS_AT_ONCE)
			here = VECTORS_AT_ONCE;
		size = here * 16;
		/* Changes nothing, but the verifier of 6.1 loses the bound above in a copy of the register. */
		asm volatile("" : "+r"(size));
		size = ((size - 1) & (sizeof(vectors) - 1)) + 1;
		if (bpf_probe_read_user(vectors, size, (void *)(address + first * 16)))
			return ~0ull;
		for (u32 at = 0; at < VECTORS_AT_ONCE; at++)
			if (at < here)
				bytes += vectors[at].iov_len;
	}
	return bytes;
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

static __always_inline u64 file_of_descriptor(u32 descriptor)
{
	struct files_struct *files = LOAD(struct task_struct, bpf_get_current_task(), files);
	struct fdtable *table = LOAD(struct files_struct, files, fdt);
	u64 file = 0;

	if (descriptor < LOAD(struct fdtable, table, max_fds))
		bpf_probe_read_kernel(&file, sizeof(file), LOAD(struct fdtable, table, fd) + descriptor);
	return file;
}

#define IORING_SETUP_SQE128 (1u << 10)
#define IORING_SETUP_NO_SQARRAY (1u << 16)

/* io_get_sqe() of io_uring/io_uring.c has just stepped over it. The memory is shared with the process, which should not touch it yet. */
static __always_inline u64 find_sqe(u64 ring, u32 setup)
{
	u32 index = (LOAD(struct io_ring_ctx, ring, cached_sq_head) - 1) & (LOAD(struct io_ring_ctx, ring, sq_entries) - 1);
	u64 sqes = (u64)LOAD(struct io_ring_ctx, ring, sq_sqes);

	if (!(setup & IORING_SETUP_NO_SQARRAY)) {
		u64 array = (u64)LOAD(struct io_ring_ctx, ring, sq_array);

		index = LOAD(struct io_uring, array + (u64)index * 4, head);
	}
	return sqes + ((u64)index << (setup & IORING_SETUP_SQE128 ? 7 : 6));
}

static __always_inline void copy_sqe(struct sqe_words *copy, u64 sqe)
{
#ifdef DIRECT_LOADS
	u64 *words = (u64 *)copy;

	words[0] = LOAD(struct pt_regs, sqe, r15);
	words[1] = LOAD(struct pt_regs, sqe, r14);
	words[2] = LOAD(struct pt_regs, sqe, r13);
	words[3] = LOAD(struct pt_regs, sqe, r12);
	words[4] = LOAD(struct pt_regs, sqe, bp);
	words[5] = LOAD(struct pt_regs, sqe, bx);
	words[6] = LOAD(struct pt_regs, sqe, r11);
	words[7] = LOAD(struct pt_regs, sqe, r10);
#else
	if (bpf_probe_read_kernel(copy, sizeof(*copy), (void *)sqe))
		copy->opcode = 255;
#endif
}

#define IOSQE_FIXED_FILE 1

static __always_inline void tell_descriptor(struct submit_record *told_of)
{
	u64 file = file_of_descriptor(told_of->sqe.fd);

	if (!file)
		return;
	told_of->file = file;
	told_of->inode = (u64)LOAD(struct file, file, f_inode);
	tell_file(file, *(volatile u64 *)&told_of->inode);
}

SEC("raw_tp")
int on_submit(struct bpf_raw_tracepoint_args *ctx)
{
	u64 request = argument(ctx, settings.submit_request_at);
	u64 who = owner_of(request), ring;
	u32 setup;
	struct place place;
	struct submit_record *told_of;

	if (!is_watched(who >> 32))
		return 0;
	ring = (u64)LOAD(struct io_kiocb, request, ctx);
	if (!begin_record(&place, RECORD_SUBMIT, who))
		return 0;
	told_of = &place.record->submit;
	told_of->ring = ring;
	told_of->request = request;
	told_of->file = 0;
	setup = LOAD(struct io_ring_ctx, ring, flags);
	place.record->extra = setup;
	copy_sqe(&told_of->sqe, find_sqe(ring, setup));
	if (told_of->sqe.opcode < 64) {
		u64 kind = BIT(told_of->sqe.opcode);

		if (kind & VECTORED)
			told_of->vector_bytes = vector_bytes(told_of->sqe.addr, told_of->sqe.len);
		else if (kind & MULTISHOT && !(told_of->sqe.flags & IOSQE_FIXED_FILE))
			tell_descriptor(told_of);
	}
	end_record(&place);
	return 0;
}

/* A kernel thread completes for a process that is ending (io_fallback_req_func). The reader knows the request, or drops it. */
static __always_inline bool completes_for_others(void)
{
	return LOAD(struct task_struct, bpf_get_current_task(), flags) & PF_KTHREAD;
}

static __always_inline void count(u32 cpu, u32 opcode, s32 result, bool is_short)
{
	u32 index = cpu * TALLY_OPCODES + (opcode & (TALLY_OPCODES - 1));
	struct tally *tally = bpf_map_lookup_elem(&tallies, &index);

	if (!tally)
		return;
	tally->count++;
	if (result < 0)
		tally->errors++;
	else if (opcode < 64 && (PLAIN | VECTORED | READ_MULTISHOT) & BIT(opcode))
		tally->bytes += result;
	if (is_short)
		tally->shorts++;
}

/* The user's stack of the thread that takes the completion: the submitter as a rule. Nothing for io-wq workers, which have none. */
static __noinline int tell_stack(u64 ring, u64 request, u64 user_data, void *ctx)
{
	struct stack_text *text = bpf_ringbuf_reserve(&texts, sizeof(*text), 0);
	u64 wake = BPF_RB_NO_WAKEUP;
	struct control *state;
	u32 zero = 0;
	long bytes;

	if (!text)
		return 0;
	state = bpf_map_lookup_elem(&control, &zero);
	if (state && *(volatile u64 *)&state->wake) {
		state->wake = 0;
		wake = BPF_RB_FORCE_WAKEUP;
	}
	text->kind = TEXT_STACK;
	text->ring = ring;
	text->request = request;
	text->user_data = user_data;
	text->process = bpf_get_current_pid_tgid() >> 32;
	bytes = bpf_get_stack(ctx, text->frame, sizeof(text->frame), BPF_F_USER_STACK);
	text->frames = bytes > 0 ? (u32)bytes / 8 : 0;
	bpf_ringbuf_submit(text, wake);
	return 0;
}

/* read(2), write(2) and their like that this thread has called so far (CONFIG_TASK_XACCT); io_uring does not count there. */
static __always_inline u32 calls_counted(void)
{
	u64 task = bpf_get_current_task();

	if (!bpf_core_field_exists(struct task_struct, ioac))
		return 0;
	return LOAD(struct task_struct, task, ioac.syscr) + LOAD(struct task_struct, task, ioac.syscw);
}

SEC("raw_tp")
int on_complete(struct bpf_raw_tracepoint_args *ctx)
{
	u64 who, request = 0, user_data, kinds = 0, length = 0;
	s32 result;
	u32 cqe_flags, cpu, opcode = 255, zero = 0;
	bool is_short;
	struct cpu_ring *ring;
	struct place place;
	struct complete_record *told_of;

	if (settings.complete_request_at != NOWHERE)
		request = argument(ctx, settings.complete_request_at);
	who = request ? owner_of(request) : bpf_get_current_pid_tgid();
	if (!is_watched(who >> 32))
		return 0;
	cpu = bpf_get_smp_processor_id();
	ring = bpf_map_lookup_elem(&rings, &cpu);
	if (!ring)
		return 0;
	ring->completions++;
	if (settings.complete_cqe_at != NOWHERE) {
		u64 cqe = argument(ctx, settings.complete_cqe_at);

		user_data = LOAD(struct io_uring_cqe, cqe, user_data);
		result = LOAD(struct io_uring_cqe, cqe, res);
		cqe_flags = LOAD(struct io_uring_cqe, cqe, flags);
	} else {
		user_data = argument(ctx, settings.complete_user_data_at);
		result = (s32)argument(ctx, settings.complete_user_data_at + 1);
		cqe_flags = (u32)argument(ctx, settings.complete_user_data_at + 2);
	}
	if (request) {
		opcode = LOAD(struct io_kiocb, request, opcode);
		if (opcode < 64)
			kinds = BIT(opcode);
	}
	if (kinds & (PLAIN | VECTORED | READ_MULTISHOT))
		length = LOAD(struct io_rw, request, len);
	is_short = kinds & PLAIN && result >= 0 && result < (s64)length;
	if (settings.count_all)
		count(cpu, opcode, result, is_short);
	if (!settings.tell_all) {
		struct control *state = bpf_map_lookup_elem(&control, &zero);

		if (!state)
			return 0;
		if (is_short) {
			__sync_fetch_and_add(&state->shorts, 1);
			state->following = 1;
		}
		bool told = *(volatile u64 *)&state->following;

		if (kinds & VECTORED && result >= 0) {
			if (*(volatile u64 *)&state->submissions_watched)
				told = true;
			else
				state->unjudged++;
		}
		if (!told)
			return 0;
	}

	if (is_short)
		tell_stack(ctx->args[0], request, user_data, ctx);
	if (!begin_record_in(ring, cpu, &place, RECORD_COMPLETE, who))
		return 0;
	told_of = &place.record->complete;
	told_of->ring = ctx->args[0];
	told_of->request = request;
	told_of->user_data = user_data;
	told_of->result = result;
	told_of->cqe_flags = cqe_flags;
	told_of->opcode = opcode;
	told_of->file = 0;
	if (request) {
		u64 file;

		told_of->file = (u64)LOAD(struct io_kiocb, request, file);
		file = *(volatile u64 *)&told_of->file;
		told_of->request_flags = request_flags(request);
		if (file) {
			u64 inode = (u64)LOAD(struct file, file, f_inode);

			told_of->inode = inode;
			tell_file(file, *(volatile u64 *)&told_of->inode);
			if (length) {
				struct address_space *mapping = LOAD(struct file, file, f_mapping);
				struct inode *host = LOAD(struct address_space, mapping, host);

				told_of->size = LOAD(struct inode, host, i_size);
				told_of->mode = LOAD(struct inode, inode, i_mode);
			}
		}
		if (kinds & (PLAIN | VECTORED | READ_MULTISHOT)) {
			told_of->position = LOAD(struct io_rw, request, kiocb.ki_pos);
			told_of->address = LOAD(struct io_rw, request, addr);
			/* Not in every kernel before 5.18; the SQE of the submit record has them all the same. */
			told_of->op_flags = bpf_core_field_exists(struct io_rw, flags) ? LOAD(struct io_rw, request, flags) : 0;
		}
	}
	told_of->length = length;
	if (is_short)
		place.record->extra = calls_counted();
	end_record(&place);
	return 0;
}

#include "on-notes.bpf.h"
#include "on-calls.bpf.h"
#include "on-processes.bpf.h"
