#pragma once
// What the session tells those who judge, in the order of time.

#include "request.hpp"

namespace uringlab {

/** A system call that was entered (call_record), with its file resolved. */
struct Call {
  uint64_t time = 0;
  uint32_t thread = 0;
  uint32_t process = 0;
  int number = 0;  // x86-64
  uint64_t argument[6] = {};
  const TracedFile* file = nullptr;  // of a descriptor argument: what is read, written, mapped or closed
  uint64_t position = 0;             // f_pos before the call
  uint64_t vectorBytes = ~0ull;      // bytes of all vectors; ~0 when not known
  uint64_t references = 0;           // of the struct file; 1: a close ends it
};

/** Why a short request is, or is not, somebody's fault. */
enum class ShortState : uint8_t {
  open,          // not decided yet
  endOfFile,     // legal: the file ends there
  handled,       // the rest was asked for
  unhandled,     // the rest was never asked for, or at a wrong offset
  unknown,       // records that it depends on were lost, or were not watched
};

enum class ShortEnd : uint8_t {
  none,
  bufferReused,   // another request or call used the buffer
  bufferFreed,    // munmap, MADV_DONTNEED, mremap, a fixed mmap, brk
  fileClosed,
  executed,       // execve: the memory is gone
  processEnded,
  sessionEnded,   // the session was ended while the request was open: unknown
  lost,
};

struct ShortFinding {
  Request request;
  uint64_t offset = 0;   // where the request began
  uint64_t asked = 0;    // bytes
  uint64_t missing = 0;  // bytes
  bool nowait = false;   // RWF_NOWAIT: the kernel was within its rights
  bool write = false;
  ShortState state = ShortState::open;
  ShortEnd end = ShortEnd::none;
  uint64_t endTime = 0;
  bool followedByRequest = false;  // what ended or handled it: a request
  Request followRequest;
  bool followedByCall = false;  // or a call
  Call followCall;
  // A request or call for as many bytes, or into the rest of the buffer, at a place where nothing was missing.
  bool wrongOffset = false;
  uint64_t wrongOffsetAt = 0;
  uint64_t restAsked = 0;  // bytes of the rest that were asked for, when only a part was
};

}  // namespace uringlab
