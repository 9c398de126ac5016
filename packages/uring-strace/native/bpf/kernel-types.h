/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * The fields that the programs read of the kernel's structures. libbpf moves each access to where the running kernel has the field
 * (CO-RE), so only names and types matter here, not order or size.
 */
#ifndef URINGLAB_KERNEL_TYPES_H
#define URINGLAB_KERNEL_TYPES_H

typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef unsigned long long __u64;
typedef signed char __s8;
typedef short __s16;
typedef int __s32;
typedef long long __s64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef int s32;
typedef long long s64;
typedef _Bool bool;
enum { false, true };

/* include/uapi/linux/bpf.h */
enum bpf_map_type {
	BPF_MAP_TYPE_HASH = 1,
	BPF_MAP_TYPE_ARRAY = 2,
	BPF_MAP_TYPE_PERCPU_ARRAY = 6,
	BPF_MAP_TYPE_RINGBUF = 27,
};
enum {
	BPF_F_MMAPABLE = 1 << 10,
	BPF_F_USER_STACK = 1 << 8,
	BPF_RB_NO_WAKEUP = 1 << 0,
	BPF_RB_FORCE_WAKEUP = 1 << 1,
};
struct bpf_raw_tracepoint_args {
	__u64 args[0];
};

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct qstr {
	const unsigned char *name;
};

struct super_block;

struct file_system_type {
	const char *name;
};

struct super_block {
	u32 s_dev;
	struct file_system_type *s_type;
};

struct inode {
	u16 i_mode;
	u64 i_size;
	unsigned long i_ino;
	struct super_block *i_sb;
};

struct dentry {
	struct dentry *d_parent;
	struct qstr d_name;
};

struct vfsmount {
	struct dentry *mnt_root;
};

struct mount {
	struct mount *mnt_parent;
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
};

struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};

struct address_space {
	struct inode *host;
};

/* Since 6.13 (include/linux/file_ref.h) the count begins at 0 for one owner; before, f_count begins at 1. */
typedef struct {
	struct {
		s64 counter;
	} refcnt;
} file_ref_t;

struct file {
	file_ref_t f_ref;
	struct address_space *f_mapping;
	struct inode *f_inode;
	struct path f_path;
	s64 f_pos;
};

struct file___counted {
	struct {
		s64 counter;
	} f_count;
};

struct fdtable {
	unsigned int max_fds;
	struct file **fd;
};

struct files_struct {
	struct fdtable *fdt;
};

struct task_io_accounting {
	u64 syscr;
	u64 syscw;
};

struct signal_struct {
	struct {
		int counter;
	} live;
};

struct task_struct {
	unsigned int flags;
	int pid;
	int tgid;
	struct files_struct *files;
	struct signal_struct *signal;
	struct task_io_accounting ioac;
};

/* The first eight are eight words in a row in every kernel: arch/x86/include/asm/ptrace.h. */
struct pt_regs {
	unsigned long r15;
	unsigned long r14;
	unsigned long r13;
	unsigned long r12;
	unsigned long bp;
	unsigned long bx;
	unsigned long r11;
	unsigned long r10;
	unsigned long r9;
	unsigned long r8;
	unsigned long dx;
	unsigned long si;
	unsigned long di;
	unsigned long cs;
};

struct io_uring_cqe {
	__u64 user_data;
	__s32 res;
	__u32 flags;
};

struct io_ring_ctx {
	u32 *sq_array;
	struct sqe_of_ring *sq_sqes;
	unsigned int cached_sq_head;
	unsigned int sq_entries;
	unsigned int flags;
};

/* Its first member is a word: include/linux/io_uring_types.h. */
struct io_uring {
	u32 head;
};

struct io_uring_task {
	struct task_struct *task;
};

/* Before 5.19 io_kiocb.flags is an unsigned int; since 6.8 it is 64 bits wide. */
struct io_kiocb {
	struct file *file;
	u8 opcode;
	u64 flags;
	struct io_ring_ctx *ctx;
	struct io_uring_task *tctx;
};

/* Before 6.13 a request names its task itself. */
struct io_kiocb___of_task {
	struct task_struct *task;
};

struct io_kiocb___narrow {
	unsigned int flags;
};

struct kiocb {
	s64 ki_pos;
};

struct io_rw {
	struct kiocb kiocb;
	u64 addr;
	u32 len;
	int flags;
};

struct iovec {
	void *iov_base;
	unsigned long iov_len;
};

#pragma clang attribute pop

#endif
