/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/* What requests and calls name: the file of a descriptor, and the bytes of vectors. */
#ifndef URINGLAB_ARGUMENTS_BPF_H
#define URINGLAB_ARGUMENTS_BPF_H

#include "load.bpf.h"

static __always_inline u64 file_of_descriptor(u32 descriptor)
{
	struct files_struct *files = LOAD(struct task_struct, bpf_get_current_task(), files);
	struct fdtable *table = LOAD(struct files_struct, files, fdt);
	u64 file = 0;

	if (descriptor < LOAD(struct fdtable, table, max_fds))
		bpf_probe_read_kernel(&file, sizeof(file), LOAD(struct fdtable, table, fd) + descriptor);
	return file;
}

#define VECTORS_AT_ONCE 8
#define VECTOR_GROUPS 8

/* ~0 when the vectors cannot be read, or are more than 64. */
__noinline u64 vector_bytes(u64 address, u64 count)
{
	struct iovec vectors[VECTORS_AT_ONCE];
	u64 bytes = 0;

	if (count > VECTORS_AT_ONCE * VECTOR_GROUPS)
		return ~0ull;
	for (u32 group = 0; group < VECTOR_GROUPS; group++) {
		u64 first = group * VECTORS_AT_ONCE, here, size;

		if (first >= count)
			break;
		here = count - first;
		if (here > VECTORS_AT_ONCE)
			here = VECTORS_AT_ONCE;
		size = here * 16;
		/* Changes nothing, but the verifier of 6.1 loses the bound above in a copy of the register. */
		asm volatile("" : "+r"(size));
		size = ((size - 1) & (sizeof(vectors) - 1)) + 1;
		if (bpf_probe_read_user(vectors, size, (void *)(address + first * 16)))
			return ~0ull;
		for (u32 at = 0; at < VECTORS_AT_ONCE; at++)
			if (at < here)
				bytes += vectors[at].iov_len;
	}
	return bytes;
}

#endif
