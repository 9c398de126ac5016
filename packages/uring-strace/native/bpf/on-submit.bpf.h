/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/* The program that tells of a submission: the SQE as the kernel has just taken it. Part of uring-strace.bpf.c, whose helpers it uses. */

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
