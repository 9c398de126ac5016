/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/* Paths and stacks: rare and long, so in a ring buffer of their own. A text is written before the record that needs it. */
#ifndef URINGLAB_TEXTS_BPF_H
#define URINGLAB_TEXTS_BPF_H

#include "load.bpf.h"
#include "records.h"

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1024 * 1024);
} texts SEC(".maps");

/* Files whose path was told of late, by hash; what is displaced is told again. */
#define TOLD_FILES 4096

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, TOLD_FILES);
	__type(key, u32);
	__type(value, u64);
} told SEC(".maps");

/* d_absolute_path() of fs/d_path.c, without its locks: a rename at this very moment may give a path that never was. */
static __always_inline void write_path(struct path_text *text, u64 file)
{
	struct vfsmount *mount = LOAD(struct file, file, f_path.mnt);
	struct dentry *dentry = LOAD(struct file, file, f_path.dentry);
	u32 at = 0;

	text->complete = 0;
	for (int part = 0; part < PATH_PARTS; part++) {
		struct dentry *parent = LOAD(struct dentry, dentry, d_parent);
		long bytes;

		if (dentry == LOAD(struct vfsmount, mount, mnt_root) || dentry == parent) {
			struct mount *here = (void *)mount - bpf_core_field_offset(struct mount, mnt);
			struct mount *above = LOAD(struct mount, here, mnt_parent);

			if (above == here || !above) {
				/* A file without a place in the tree (a pipe, a socket) has its name here alone. */
				if (at == 0) {
					bytes = bpf_probe_read_kernel_str(
						text->names, 256, LOAD(struct dentry, dentry, d_name.name));
					at = bytes > 0 && bytes <= 256 ? bytes : 0;
				}
				text->complete = 1;
				break;
			}
			dentry = LOAD(struct mount, here, mnt_mountpoint);
			mount = (void *)above + bpf_core_field_offset(struct mount, mnt);
			continue;
		}
		if (at > PATH_BYTES - 256)
			break;
		bytes = bpf_probe_read_kernel_str(text->names + at, 256, LOAD(struct dentry, dentry, d_name.name));
		if (bytes <= 0 || bytes > 256)
			break;
		at += bytes;
		dentry = parent;
	}
	text->bytes = at;
}

static __noinline int write_file(u64 file, u64 inode)
{
	struct path_text *text = bpf_ringbuf_reserve(&texts, sizeof(*text), 0);
	struct super_block *super;

	if (!text)
		return 0;
	text->kind = TEXT_PATH;
	text->file = file;
	text->inode = inode;
	text->inode_number = LOAD(struct inode, inode, i_ino);
	text->mode = LOAD(struct inode, inode, i_mode);
	super = LOAD(struct inode, inode, i_sb);
	text->device = LOAD(struct super_block, super, s_dev);
	text->filesystem[0] = 0;
	struct file_system_type *type = LOAD(struct super_block, super, s_type);
	bpf_probe_read_kernel_str(text->filesystem, sizeof(text->filesystem), LOAD(struct file_system_type, type, name));
	write_path(text, file);
	bpf_ringbuf_submit(text, BPF_RB_NO_WAKEUP);
	return 1;
}

/* Once for each file, and again when it was displaced. `inode` tells a struct file from the next at its address. */
static __always_inline void tell_file(u64 file, u64 inode)
{
	u64 mark = file ^ (inode << 17 | inode >> 47);
	u32 index = (mark >> 6 ^ mark >> 20) & (TOLD_FILES - 1);
	u64 *entry;

	if (!file)
		return;
	entry = bpf_map_lookup_elem(&told, &index);
	if (entry && *entry != mark && write_file(file, inode))
		*entry = mark;
}

#endif
