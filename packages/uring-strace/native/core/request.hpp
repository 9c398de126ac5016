#pragma once
// What the reader knows of a request, put together from its records. Times are CLOCK_MONOTONIC nanoseconds.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

extern "C" {
#include "../bpf/records.h"
}

namespace uringlab {

/** A file as requests and calls name it. One object for each struct file seen, kept until the session ends. */
struct TracedFile {
  uint64_t file = 0;   // struct file
  uint64_t inode = 0;  // struct inode
  uint64_t inodeNumber = 0;
  uint32_t device = 0;
  uint16_t mode = 0;  // i_mode; 0 when not known
  std::string path;   // as /proc/PID/fd shows it: "/mnt/f", "socket:[12]", "anon_inode:[eventpoll]"; empty when not known
};

/** What happened on the way, as bits. */
enum Way : uint16_t {
  kPunted = 1,          // io-wq
  kPolled = 2,          // waited in poll
  kDrained = 4,         // deferred by a drain
  kLinked = 8,          // runs after the request before it
  kChainBroken = 16,    // cancelled because one before it in its chain failed
  kOverflowed = 32,     // its CQE had no room in the CQ ring
  kByPollThread = 64,   // submitted by the SQPOLL thread
};

struct Request {
  uint64_t ring = 0;
  uint64_t request = 0;
  uint64_t order = 0;  // number of the submission, counted from 1 when tracing begins; 0 when the submission was not seen
  uint64_t submitTime = 0;
  uint64_t completeTime = 0;  // 0: not yet
  uint32_t thread = 0;        // who submitted; when that was not seen, who completed
  uint32_t process = 0;
  uint16_t way = 0;
  bool submitSeen = false;
  bool completed = false;
  bool more = false;  // IORING_CQE_F_MORE: further CQEs follow (multishot, zero copy)
  sqe_words sqe{};    // without a seen submission only opcode, addr, len, off, op_flags, user_data, as completion tells them
  uint64_t vectorBytes = ~0ull;
  uint64_t requestFlags = 0;  // REQ_F_*
  int32_t result = 0;
  uint32_t cqeFlags = 0;
  uint64_t position = 0;  // kiocb.ki_pos after the transfer; reads and writes only
  uint64_t size = 0;      // i_size at completion; reads and writes only
  uint64_t address = 0;   // the buffer that was used (the selected one with provided buffers); reads and writes only
  uint32_t length = 0;    // bytes, or vectors, as completion tells them: of the selected buffer with provided buffers; 0: not told
  uint16_t mode = 0;      // i_mode; reads and writes only
  const TracedFile* file = nullptr;
  const std::vector<std::string>* stack = nullptr;  // of a short one: where its thread was (stacks.hpp)
};

}  // namespace uringlab
