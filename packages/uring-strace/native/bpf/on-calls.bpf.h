/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/* The program that tells system calls. Part of uring-strace.bpf.c, whose helpers they use. */

static __always_inline u64 references_of(u64 file)
{
	if (bpf_core_field_exists(struct file, f_ref))
		return LOAD(struct file, file, f_ref.refcnt.counter) + 1;
	return LOAD(struct file___counted, file, f_count.counter);
}

#define USER32_CS 0x23 /* arch/x86/include/asm/segment.h: numbers of another table */

SEC("raw_tp")
int on_call(struct bpf_raw_tracepoint_args *ctx)
{
	u64 who, file = 0, number = ctx->args[1], regs = ctx->args[0];
	enum call_kind kind = kind_of_call(number);
	struct place place;
	struct call_record *told_of;

	if (kind == CALL_IGNORED)
		return 0;
	who = bpf_get_current_pid_tgid();
	if (!is_watched(who >> 32) || (u16)LOAD(struct pt_regs, regs, cs) == USER32_CS)
		return 0;
	if (!begin_record(&place, RECORD_CALL, who))
		return 0;
	told_of = &place.record->call;
	told_of->number = number;
	told_of->argument[0] = LOAD(struct pt_regs, regs, di);
	told_of->argument[1] = LOAD(struct pt_regs, regs, si);
	told_of->argument[2] = LOAD(struct pt_regs, regs, dx);
	told_of->argument[3] = LOAD(struct pt_regs, regs, r10);
	told_of->argument[4] = LOAD(struct pt_regs, regs, r8);
	told_of->argument[5] = LOAD(struct pt_regs, regs, r9);
	if (kind != CALL_MEMORY)
		file = file_of_descriptor(kind == CALL_SECOND ? told_of->argument[1] :
					  kind == CALL_FIFTH  ? told_of->argument[4] :
								told_of->argument[0]);
	told_of->file = file;
	if (file) {
		told_of->inode = (u64)LOAD(struct file, file, f_inode);
		told_of->position = LOAD(struct file, file, f_pos);
		told_of->references = references_of(file);
		tell_file(file, *(volatile u64 *)&told_of->inode);
	}
	told_of->vector_bytes =
		kind == CALL_VECTORS ? vector_bytes(told_of->argument[1], told_of->argument[2]) : told_of->argument[2];
	end_record(&place);
	return 0;
}
