/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * Programs on the tracepoints of io_uring (include/trace/events/io_uring.h) and on those of the life of processes. What differs from kernel
 * to kernel, the places of the arguments, is set before loading (native/core/tracepoints.cpp); what is not wanted is then dead code.
 */
#include "arguments.bpf.h"
#include "calls.bpf.h"
#include "load.bpf.h"
#include "records.h"
#include "request.bpf.h"
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

#include "on-submit.bpf.h"
#include "on-complete.bpf.h"
#include "on-notes.bpf.h"
#include "on-calls.bpf.h"
#include "on-processes.bpf.h"
