#pragma once
// Numbers of x86-64 calls (arch/x86/entry/syscalls/syscall_64.tbl), and of opcodes (include/uapi/linux/io_uring.h), that judgement turns on.

#include <cstdint>

namespace uringlab {

enum SystemCall : int {
  kRead = 0,
  kWrite = 1,
  kClose = 3,
  kMmap = 9,
  kMunmap = 11,
  kBrk = 12,
  kPread64 = 17,
  kPwrite64 = 18,
  kReadv = 19,
  kWritev = 20,
  kMremap = 25,
  kMadvise = 28,
  kDup2 = 33,
  kSendfile = 40,
  kRecvfrom = 45,
  kSplice = 275,
  kDup3 = 292,
  kPreadv = 295,
  kPwritev = 296,
  kGetrandom = 318,
  kCopyFileRange = 326,
  kPreadv2 = 327,
  kPwritev2 = 328,
  kCloseRange = 436,
};

enum Opcode : uint8_t {
  kOpReadv = 1,
  kOpWritev = 2,
  kOpReadFixed = 4,
  kOpWriteFixed = 5,
  kOpClose = 19,
  kOpRead = 22,
  kOpWrite = 23,
  kOpMadvise = 25,
  kOpSend = 26,
  kOpRecv = 27,
  kOpReadvFixed = 60,
  kOpWritevFixed = 61,
};

constexpr uint8_t kSqeFixedFile = 1;      // IOSQE_FIXED_FILE
constexpr uint8_t kSqeBufferSelect = 32;  // IOSQE_BUFFER_SELECT
constexpr uint8_t kSqeSkipSuccess = 64;   // IOSQE_CQE_SKIP_SUCCESS
constexpr uint32_t kRwfNowait = 8;        // RWF_NOWAIT
constexpr uint64_t kCurrentPosition = ~0ull;

}  // namespace uringlab
