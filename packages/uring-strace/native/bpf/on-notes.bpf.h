/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/* Programs that tell what happened to a request on its way. Part of uring-strace.bpf.c, whose helpers they use. */

static __always_inline int note(struct bpf_raw_tracepoint_args *ctx, u32 kind, u64 other, s32 result, u32 cqe_flags)
{
	u64 who = bpf_get_current_pid_tgid();
	struct place place;
	struct note_record *told_of;
	u64 request = argument(ctx, settings.note_request_at[kind]);

	if (!is_watched(who >> 32) && !completes_for_others())
		return 0;
	if (!begin_record(&place, RECORD_NOTE, who))
		return 0;
	told_of = &place.record->note;
	told_of->note = kind;
	told_of->request = request;
	told_of->ring = request ? (u64)LOAD(struct io_kiocb, request, ctx) : argument(ctx, 0);
	told_of->other = other;
	told_of->result = result;
	told_of->cqe_flags = cqe_flags;
	end_record(&place);
	return 0;
}

SEC("raw_tp")
int on_punt(struct bpf_raw_tracepoint_args *ctx)
{
	return note(ctx, NOTE_PUNT, 0, 0, 0);
}

SEC("raw_tp")
int on_poll(struct bpf_raw_tracepoint_args *ctx)
{
	return note(ctx, NOTE_POLL, 0, 0, 0);
}

SEC("raw_tp")
int on_drain(struct bpf_raw_tracepoint_args *ctx)
{
	return note(ctx, NOTE_DRAIN, 0, 0, 0);
}

SEC("raw_tp")
int on_link(struct bpf_raw_tracepoint_args *ctx)
{
	return note(ctx, NOTE_LINK, argument(ctx, settings.note_other_at[NOTE_LINK]), 0, 0);
}

SEC("raw_tp")
int on_fail_link(struct bpf_raw_tracepoint_args *ctx)
{
	return note(ctx, NOTE_FAIL_LINK, argument(ctx, settings.note_other_at[NOTE_FAIL_LINK]), 0, 0);
}

/* (ring, user_data, res, cflags, ocqe); the last is NULL when there was no memory either, and the CQE is gone. */
SEC("raw_tp")
int on_overflow(struct bpf_raw_tracepoint_args *ctx)
{
	return note(ctx, NOTE_OVERFLOW, argument(ctx, 1), (s32)argument(ctx, 2), (u32)argument(ctx, 3));
}
