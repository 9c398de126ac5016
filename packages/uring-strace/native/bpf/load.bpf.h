/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * Reading kernel memory. Linux 6.2 and later let a program treat an address as a pointer to a structure and load from it directly
 * (bpf_rdonly_cast, kernel/bpf/helpers.c); a load that faults gives 0. Before that each load is a call of a helper, an order of magnitude
 * slower. The program is built both ways (DIRECT_LOADS), and the loader takes what the kernel can.
 */
#ifndef URINGLAB_LOAD_BPF_H
#define URINGLAB_LOAD_BPF_H

#include "kernel-types.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#ifdef DIRECT_LOADS
extern void *bpf_rdonly_cast(void *address, u32 btf_id) __ksym;
#define AS(type, address) ((type *)bpf_rdonly_cast((void *)(address), bpf_core_type_id_kernel(type)))
#define LOAD(type, address, field) (AS(type, address)->field)
#else
#define LOAD(type, address, field) BPF_CORE_READ((type *)(address), field)
#endif

#endif
