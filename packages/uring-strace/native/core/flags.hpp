#pragma once
// Numbers of the kernel's interface by name. The tables say which header each number is from.

#include <cstdint>
#include <span>
#include <string_view>

#include "text.hpp"

namespace uringlab {

struct Name {
  uint64_t value;  // of a flag: all its bits, which must be set for the name to apply
  std::string_view name;
};
using Names = std::span<const Name>;

/** A|B|0x40: names in the order of the table, what is left in hexadecimal; 0 for none. */
void writeFlags(Text& text, uint64_t value, Names names);
/** The name of a value, or the number: decimal. */
void writeChoice(Text& text, uint64_t value, Names names);

namespace flags {

// Requests and completions: flags-uring.cpp
extern const Names sqe;             // IOSQE_*
extern const Names cqe;             // IORING_CQE_F_*
extern const Names nop;             // IORING_NOP_*
extern const Names timeout;         // IORING_TIMEOUT_*
extern const Names cancel;          // IORING_ASYNC_CANCEL_*
extern const Names pollCommand;     // IORING_POLL_*, in sqe->len
extern const Names accept;          // IORING_ACCEPT_*, in sqe->ioprio
extern const Names sendReceive;     // IORING_RECVSEND_* and the like, in sqe->ioprio
extern const Names message;         // IORING_MSG_RING_*
extern const Names messageCommand;  // IORING_MSG_DATA, ...
extern const Names command;         // IORING_URING_CMD_*
extern const Names install;         // IORING_FIXED_FD_*
extern const Names fsync;           // IORING_FSYNC_*
extern const Names attributes;      // IORING_RW_ATTR_*

// Files and memory: flags-file.cpp
extern const Names readWrite;       // RWF_*
extern const Names open;            // O_*
extern const Names openAccess;      // O_RDONLY, O_WRONLY, O_RDWR
extern const Names at;              // AT_*
extern const Names rename;          // RENAME_*
extern const Names statxMask;       // STATX_*
extern const Names allocate;        // FALLOC_FL_*
extern const Names syncRange;       // SYNC_FILE_RANGE_*
extern const Names splice;          // SPLICE_F_*
extern const Names xattr;           // XATTR_*
extern const Names fileAdvice;      // POSIX_FADV_*
extern const Names memoryAdvice;    // MADV_*

// Sockets, polls and processes: flags-net.cpp
extern const Names socketMessage;   // MSG_*
extern const Names domain;          // AF_*
extern const Names socketType;      // SOCK_* kinds
extern const Names socketFlags;     // SOCK_NONBLOCK, SOCK_CLOEXEC
extern const Names shutdown;        // SHUT_*
extern const Names poll;            // POLL*
extern const Names epollCommand;    // EPOLL_CTL_*
extern const Names futex;           // FUTEX2_*
extern const Names waitId;          // P_*
extern const Names wait;            // W*
extern const Names socketCommand;   // SOCKET_URING_OP_*

}  // namespace flags

}  // namespace uringlab
