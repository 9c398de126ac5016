/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/* Whose requests are told: a bit for every process id, set by the reader and by the fork of a watched process. */
#ifndef URINGLAB_WATCH_BPF_H
#define URINGLAB_WATCH_BPF_H

#include "load.bpf.h"
#include "settings.bpf.h"

/* PID_MAX_LIMIT of include/linux/threads.h on 64 bits. */
#define PROCESS_IDS (4 * 1024 * 1024)

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, PROCESS_IDS / 64);
	__type(key, u32);
	__type(value, u64);
} watched SEC(".maps");

static __always_inline bool is_watched(u32 process)
{
	u32 index = process / 64;
	u64 *bits;

	if (settings.watch_all)
		return process != settings.own_process;
	bits = bpf_map_lookup_elem(&watched, &index);
	return bits && (*bits >> (process % 64) & 1);
}

static __always_inline void watch_process(u32 process)
{
	u32 index = process / 64;
	u64 *bits = bpf_map_lookup_elem(&watched, &index);

	if (bits)
		__sync_fetch_and_or(bits, 1ull << (process % 64));
}

static __always_inline void unwatch_process(u32 process)
{
	u32 index = process / 64;
	u64 *bits = bpf_map_lookup_elem(&watched, &index);

	if (bits)
		__sync_fetch_and_and(bits, ~(1ull << (process % 64)));
}

#endif
