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

/* Programs can be interrupted by others on their CPU between the test for room and the taking of a place. */
#define ROOM_FOR_INTERRUPTS 16

static __always_inline u32 slots_of_cpu(void)
{
	return 1u << settings.slot_bits;
}

struct place {
	struct record *record;
	u64 sequence;
};

static __always_inline bool take_place(struct cpu_ring *ring, u32 cpu, struct place *place)
{
	u64 head = ring->head;
	u32 index;

	if (head - *(volatile u64 *)&ring->tail > slots_of_cpu() - ROOM_FOR_INTERRUPTS) {
		__sync_fetch_and_add(&ring->lost, 1);
		return false;
	}
	head = __sync_fetch_and_add(&ring->head, 1);
	index = (cpu << settings.slot_bits) + ((u32)head & (slots_of_cpu() - 1));
	place->record = bpf_map_lookup_elem(&slots, &index);
	place->sequence = head + 1;
	return place->record != 0;
}

static __always_inline bool begin_record_in(struct cpu_ring *ring, u32 cpu, struct place *place, u32 kind, u64 who)
{
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
}

#endif
