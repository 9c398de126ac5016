/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * What the BPF programs tell the reader: fixed records of 128 bytes in one ring of slots per CPU, in memory that both see, and texts
 * of variable length (paths, stacks) in a BPF ring buffer beside it. Plain C, for both sides.
 */
#ifndef URINGLAB_RECORDS_H
#define URINGLAB_RECORDS_H

#ifndef __bpf__
#include <linux/types.h>
#endif

enum record_kind {
	RECORD_SUBMIT = 1,	/* io_uring_submit_req (io_uring_submit_sqe before 6.5): the request's SQE */
	RECORD_COMPLETE,	/* io_uring_complete: a CQE is about to be posted */
	RECORD_NOTE,		/* something happened to a request on its way: enum note */
	RECORD_CALL,		/* sys_enter of a call that may ask for the rest, or take buffer or file away */
	RECORD_FORK,		/* sched_process_fork: a new process, not a thread */
	RECORD_EXEC,		/* sched_process_exec */
	RECORD_EXIT,		/* sched_process_exit of a thread; the last of its process with `last` */
};

enum note {
	NOTE_PUNT = 1,		/* io_uring_queue_async_work: handed to an io-wq worker */
	NOTE_POLL,		/* io_uring_poll_arm: waits until its file is ready */
	NOTE_DRAIN,		/* io_uring_defer: waits for all before it */
	NOTE_LINK,		/* io_uring_link: runs after `other` */
	NOTE_FAIL_LINK,		/* io_uring_fail_link: `other` is cancelled because this one failed */
	NOTE_OVERFLOW,		/* io_uring_cqe_overflow: the CQ ring was full; `other` is user_data */
};

/* struct io_uring_sqe of include/uapi/linux/io_uring.h, the unions left as the words they are. */
struct sqe_words {
	__u8 opcode;
	__u8 flags;
	__u16 ioprio;
	__s32 fd;
	__u64 off;
	__u64 addr;
	__u32 len;
	__u32 op_flags;
	__u64 user_data;
	__u16 buf_index;
	__u16 personality;
	__u32 file_index;
	__u64 addr3;
	__u64 last;
};

struct submit_record {
	__u64 ring;
	__u64 request;
	__u64 file;		/* of an opcode that may post several CQEs; 0 when not known */
	union {
		__u64 inode;		/* of that file */
		__u64 vector_bytes;	/* of a vectored one: the bytes asked for, ~0 when the vectors could not be read */
	};
	struct sqe_words sqe;
};

struct complete_record {
	__u64 ring;
	__u64 request;		/* 0: the kernel did not say (multishot; before 5.17) */
	__u64 user_data;
	__s32 result;
	__u32 cqe_flags;
	__u64 file;		/* 0: no file, or not a read or write and not yet told */
	__u64 inode;
	__u64 position;		/* kiocb.ki_pos after the transfer; reads and writes only */
	__u64 size;		/* i_size of the file's mapping's host at completion; reads and writes only */
	__u64 request_flags;
	__u64 address;		/* io_rw.addr; reads and writes only */
	__u32 length;		/* io_rw.len: bytes, or vectors; reads and writes only */
	__u16 mode;		/* i_mode; reads and writes only */
	__u8 opcode;
	__u8 op_flags;		/* low byte of io_rw.flags (RWF_*); reads and writes only */
};

struct note_record {
	__u64 ring;
	__u64 request;
	__u64 other;
	__u32 note;
	__s32 result;		/* of an overflowed CQE */
	__u32 cqe_flags;
	__u32 unused;
};

struct call_record {
	__u64 number;		/* x86-64 system call */
	__u64 argument[6];
	__u64 file;		/* of a descriptor argument */
	__u64 inode;
	__u64 position;		/* f_pos before the call */
	__u64 vector_bytes;	/* as in submit_record */
	__u64 references;	/* of the struct file; 1: a close of this descriptor ends it */
};

struct process_record {
	__u32 child;		/* of a fork */
	__u32 last;		/* exit: nobody of the process is left */
};

struct record {
	/* place in its CPU's ring + 1, written last: until then the slot is not to be read */
	__u64 sequence;
	__u64 time;		/* CLOCK_MONOTONIC, nanoseconds */
	__u32 kind;
	__u32 extra;		/* submit: the ring's setup flags; short complete, exit: reads and writes that the thread has called */
	__u32 thread;
	__u32 process;
	union {
		struct submit_record submit;
		struct complete_record complete;
		struct note_record note;
		struct call_record call;
		struct process_record process_event;
	};
};

/* One CPU's ring: `head` is the programs', `tail` the reader's, on cache lines of their own. */
struct cpu_ring {
	__u64 head;
	__u64 lost;		/* records for which there was no room */
	__u64 completions;	/* of all watched requests, also of those without a record */
	__u64 writing;		/* a program has taken a place and not yet filled it */
	__u64 unused_by_programs[4];
	__u64 tail;
	__u64 unused_by_reader[7];
};

enum text_kind { TEXT_PATH = 1, TEXT_STACK };

#define PATH_BYTES 2048
#define PATH_PARTS 40
#define STACK_FRAMES 32

/* Names from the file up to the root, each NUL-terminated. */
struct path_text {
	__u64 kind;
	__u64 file;
	__u64 inode;
	__u64 inode_number;
	__u32 device;		/* kernel's dev_t: major << 20 | minor */
	__u16 mode;
	__u16 complete;		/* 0: cut off before the root */
	__u32 bytes;
	char filesystem[20];
	__u64 at_mount;		/* where the walk is */
	__u64 at_dentry;
	char names[PATH_BYTES];
};

struct stack_text {
	__u64 kind;
	__u64 request;
	__u64 ring;
	__u64 user_data;
	__u32 process;
	__s32 frames;
	__u64 frame[STACK_FRAMES];
};

/* -c: per opcode and CPU. */
struct tally {
	__u64 count;
	__u64 errors;
	__u64 shorts;		/* fewer bytes than asked for, end of file or not; reads and writes that are not vectored */
	__u64 bytes;
};
#define TALLY_OPCODES 128

/* Set before loading: what it switches off is dead code then. */
struct settings {
	__u32 slot_bits;		/* of one CPU's ring */
	__u32 own_process;		/* its requests are not told */
	__u8 watch_all;
	__u8 follow_forks;
	__u8 tell_all;			/* every request, or only short ones and what follows them */
	__u8 count_all;			/* tallies */
	__u8 preemptible;		/* programs may be preempted by others on their CPU */
	/* Places of arguments (native/core/tracepoints.cpp). */
	__u8 submit_request_at;
	__u8 complete_request_at;	/* NOWHERE before 5.17 */
	__u8 complete_cqe_at;		/* or NOWHERE, and user_data, result and flags one after the other from there: */
	__u8 complete_user_data_at;
	__u8 note_request_at[8];	/* by enum note */
	__u8 note_other_at[8];
};
#define NOWHERE 255

/* Shared by both sides while tracing. */
struct control {
	__u64 following;		/* a short request is open: completions are told */
	__u64 shorts;			/* counted before `following` is set, so that clearing it can be checked */
	__u64 submissions_watched;	/* vectored completions are told: their lengths are known */
	__u64 unjudged;			/* vectored completions while they were not */
	__u64 wake;			/* the reader sleeps: the next short request wakes it, once */
};

#endif
