/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/* Programs that tell the life of processes. Part of uring-strace.bpf.c, whose helpers they use. */

static __always_inline void tell_process(u32 kind, u64 who, u32 child, u32 last)
{
	struct place place;

	if (!begin_record(&place, kind, who))
		return;
	place.record->process_event.child = child;
	place.record->process_event.last = last;
	place.record->extra = calls_counted();
	end_record(&place);
}

/* sched_process_fork(parent, child): threads are forks within their process. */
SEC("raw_tp")
int on_fork(struct bpf_raw_tracepoint_args *ctx)
{
	u32 parent = LOAD(struct task_struct, ctx->args[0], tgid);
	u32 child = LOAD(struct task_struct, ctx->args[1], tgid);

	if (!settings.follow_forks || parent == child || !is_watched(parent))
		return 0;
	if (!settings.watch_all)
		watch_process(child);
	tell_process(RECORD_FORK, bpf_get_current_pid_tgid(), child, 0);
	return 0;
}

/* Threads other than the caller are gone by now, the descriptors that close on it are closed, the old memory is. */
SEC("raw_tp")
int on_exec(struct bpf_raw_tracepoint_args *ctx)
{
	u64 who = bpf_get_current_pid_tgid();

	if (is_watched(who >> 32))
		tell_process(RECORD_EXEC, who, 0, 0);
	return 0;
}

/* do_exit() of kernel/exit.c has counted itself out of signal->live before. Requests still in flight complete later: the process stays
 * watched until the reader has seen the last of them. */
SEC("raw_tp")
int on_exit(struct bpf_raw_tracepoint_args *ctx)
{
	u64 who = bpf_get_current_pid_tgid();

	if (!is_watched(who >> 32))
		return 0;
	struct signal_struct *signal = LOAD(struct task_struct, ctx->args[0], signal);

	tell_process(RECORD_EXIT, who, 0, LOAD(struct signal_struct, signal, live.counter) == 0);
	return 0;
}
