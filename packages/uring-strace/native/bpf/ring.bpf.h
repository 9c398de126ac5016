/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * One ring of slots per CPU. Arrays that can be mapped are looked up by a few inline instructions, so a record costs no call but the
 * clock's. The place is taken first and the time read after that: whoever reads the clock and then the heads has every record that is
 * older than that time below them, and can merge the CPUs exactly (native/core/record-stream.cpp).
 */
#ifndef URINGLAB_RING_BPF_H
#define URINGLAB_RING_BPF_H

#include "load.bpf.h"
#include "records.h"
#include "settings.bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct record);
} slots SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct cpu_ring);
} rings SEC(".maps");

static __always_inline u32 slots_of_cpu(void)
{
	return 1u << settings.slot_bits;
}

struct place {
	struct cpu_ring *ring;
	struct record *record;
	u64 sequence;
};

/*
 * Tracepoints run with preemption off, but for PREEMPT_RT; so a program shares its CPU's ring only with one that interrupts it, and that finds
 * `writing` set and counts its record as lost. An atomic addition instead would wait for the stores of the record before: it doubles the
 * cost of a record.
 */

static __always_inline bool take_place(struct cpu_ring *ring, u32 cpu, struct place *place)
{
	u64 head;
	u32 index;

	if (settings.preemptible) {
		head = __sync_fetch_and_add(&ring->head, 1);
	} else {
		if (*(volatile u64 *)&ring->writing) {
			__sync_fetch_and_add(&ring->lost, 1);
			return false;
		}
		*(volatile u64 *)&ring->writing = 1;
		head = ring->head;
		*(volatile u64 *)&ring->head = head + 1;
	}
	index = (cpu << settings.slot_bits) + ((u32)head & (slots_of_cpu() - 1));
	place->ring = ring;
	place->record = bpf_map_lookup_elem(&slots, &index);
	place->sequence = head + 1;
	return place->record != 0;
}

static __always_inline bool begin_record_in(struct cpu_ring *ring, u32 cpu, struct place *place, u32 kind, u64 who)
{
	/* Some room is kept: on PREEMPT_RT others may take places between this test and the taking. */
	if (ring->head - *(volatile u64 *)&ring->tail > slots_of_cpu() - 16) {
		__sync_fetch_and_add(&ring->lost, 1);
		return false;
	}
	if (!take_place(ring, cpu, place))
		return false;
	place->record->time = bpf_ktime_get_ns();
	*(u64 *)&place->record->kind = kind;
	*(u64 *)&place->record->thread = who;
	return true;
}

static __always_inline bool begin_record(struct place *place, u32 kind, u64 who)
{
	u32 cpu = bpf_get_smp_processor_id();
	struct cpu_ring *ring = bpf_map_lookup_elem(&rings, &cpu);

	return ring && begin_record_in(ring, cpu, place, kind, who);
}

static __always_inline void end_record(struct place *place)
{
	/* x86 keeps the order of stores; the compiler has to, too. */
	asm volatile("" ::: "memory");
	*(volatile u64 *)&place->record->sequence = place->sequence;
	*(volatile u64 *)&place->ring->writing = 0;
}

#endif
