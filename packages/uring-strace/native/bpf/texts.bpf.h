/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/* Paths and stacks: rare and long, so in a ring buffer of their own. A text is written before the record that needs it. */
#ifndef URINGLAB_TEXTS_BPF_H
#define URINGLAB_TEXTS_BPF_H

#include "load.bpf.h"
#include "records.h"

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4 * 1024 * 1024);
} texts SEC(".maps");

/* Files whose path was told of late, by hash; what is displaced is told again. */
#define TOLD_FILES 4096

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, TOLD_FILES);
	__type(key, u32);
	__type(value, u64);
} told SEC(".maps");

/* Functions that are not static are verified once, by their arguments alone, and not for every way that leads to them. */

/* One step of d_absolute_path() of fs/d_path.c, without its locks: a rename at this very moment may give a path that never was. */
__noinline int step_up(struct path_text *text)
{
	u64 mount, dentry, parent;
	u32 at;
	long bytes;

	if (!text)
		return 1;
	mount = text->at_mount;
	dentry = text->at_dentry;
	at = text->bytes;
	parent = (u64)LOAD(struct dentry, dentry, d_parent);
	if (dentry == (u64)LOAD(struct vfsmount, mount, mnt_root) || dentry == parent) {
		u64 here = mount - bpf_core_field_offset(struct mount, mnt);
		u64 above = (u64)LOAD(struct mount, here, mnt_parent);

		if (above && above != here) {
			text->at_dentry = (u64)LOAD(struct mount, here, mnt_mountpoint);
			text->at_mount = above;
			text->at_mount += bpf_core_field_offset(struct mount, mnt);
			return 0;
		}
		text->complete = 1;
		/* A file without a place in the tree (a pipe, a socket) has its name here alone. */
		if (at != 0)
			return 1;
	}
	if (at > PATH_BYTES - 256)
		return 1;
	bytes = bpf_probe_read_kernel_str(text->names + at, 256, (void *)LOAD(struct dentry, dentry, d_name.name));
	if (bytes <= 0)
		return 1;
	text->bytes = at + bytes;
	text->at_dentry = parent;
	return text->complete;
}

__noinline int write_file(u64 file, u64 inode)
{
	struct path_text *text = bpf_ringbuf_reserve(&texts, sizeof(*text), 0);
	struct super_block *super;
	struct file_system_type *type;

	if (!text)
		return 0;
	text->kind = TEXT_PATH;
	text->file = file;
	text->inode = inode;
	text->inode_number = LOAD(struct inode, inode, i_ino);
	text->mode = LOAD(struct inode, inode, i_mode);
	super = LOAD(struct inode, inode, i_sb);
	text->device = LOAD(struct super_block, super, s_dev);
	type = LOAD(struct super_block, super, s_type);
	text->filesystem[0] = 0;
	bpf_probe_read_kernel_str(text->filesystem, sizeof(text->filesystem), (void *)LOAD(struct file_system_type, type, name));
	text->at_mount = (u64)LOAD(struct file, file, f_path.mnt);
	text->at_dentry = (u64)LOAD(struct file, file, f_path.dentry);
	text->bytes = 0;
	text->complete = 0;
	for (int part = 0; part < PATH_PARTS; part++)
		if (step_up(text))
			break;
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
