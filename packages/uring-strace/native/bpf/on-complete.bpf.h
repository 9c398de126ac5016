/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/* The program that counts completions, and tells of them what is wanted. Part of uring-strace.bpf.c, whose helpers it uses. */

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct tally);
} tallies SEC(".maps");

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
