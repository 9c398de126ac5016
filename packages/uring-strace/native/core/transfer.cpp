#include "transfer.hpp"

#include <sys/mman.h>

#include "system-calls.hpp"

namespace uringlab {
namespace {

constexpr uint64_t kUnknown = ~0ull;
constexpr int kDontNeedLocked = 24;  // MADV_DONTNEED_LOCKED, newer than the C library's headers
// The heap lies far below what mmap gives out (arch/x86/mm/mmap.c), so a buffer so close above the new break was part of it.
constexpr uint64_t kHeapSpan = 1ull << 40;

bool isVectored(uint8_t opcode) {
  return opcode == kOpReadv || opcode == kOpWritev || opcode == kOpReadvFixed || opcode == kOpWritevFixed;
}

Transfer transferAt(const Request& request, uint64_t place, bool placed) {
  Transfer transfer;
  transfer.direction = directionOf(request.sqe.opcode);
  transfer.bytes = bytesAsked(request);
  transfer.placed = placed && transfer.bytes != kUnknown;
  if (placed) transfer.range = rangeOf(place, transfer.bytes);
  if (!isVectored(request.sqe.opcode)) {
    bool selects = (request.sqe.flags & kSqeBufferSelect) != 0;
    uint64_t address = selects || !request.submitSeen ? request.address : request.sqe.addr;
    if (address != 0) transfer.memory = rangeOf(address, transfer.bytes);
  }
  return transfer;
}

Transfer plain(Direction direction, uint64_t place, uint64_t bytes, uint64_t address) {
  return {direction, true, rangeOf(place, bytes), bytes, rangeOf(address, bytes)};
}

Transfer vectored(Direction direction, uint64_t place, uint64_t bytes) {
  return {direction, bytes != kUnknown, rangeOf(place, bytes), bytes, {}};
}

/** What an offset in the caller's memory says is not told: without one, the current position counts. */
Transfer copied(const Call& call, uint64_t offsetAddress, uint64_t bytes) {
  return {Direction::read, offsetAddress == 0, rangeOf(call.position, bytes), bytes, {}};
}

bool isFreeing(uint64_t advice) {
  return advice == MADV_DONTNEED || advice == MADV_FREE || advice == MADV_REMOVE || advice == kDontNeedLocked;
}

}  // namespace

Direction directionOf(uint8_t opcode) {
  bool writes = opcode == kOpWritev || opcode == kOpWriteFixed || opcode == kOpWrite || opcode == kOpWritevFixed;
  return writes ? Direction::write : Direction::read;
}

uint64_t bytesAsked(const Request& request) {
  if (isVectored(request.sqe.opcode)) return request.vectorBytes;
  // The length of the selected buffer counts (io_buffer_select in io_uring/kbuf.c cuts the request down to it).
  bool selects = (request.sqe.flags & kSqeBufferSelect) != 0;
  return selects && request.length != 0 ? request.length : request.sqe.len;
}

Transfer transferAtSubmission(const Request& request) {
  return transferAt(request, request.sqe.off, request.sqe.off != kCurrentPosition);
}

Transfer transferAtCompletion(const Request& request) {
  uint64_t done = request.result > 0 ? static_cast<uint64_t>(request.result) : 0;
  // Under O_APPEND the SQE's offset is not where a write went.
  bool writes = directionOf(request.sqe.opcode) == Direction::write && request.position != 0;
  bool byPosition = !request.submitSeen || request.sqe.off == kCurrentPosition || writes;
  if (byPosition && request.position >= done) return transferAt(request, request.position - done, true);
  return transferAtSubmission(request);
}

std::optional<Transfer> transferOf(const Call& call) {
  const uint64_t* argument = call.argument;
  uint64_t place = argument[3] == kCurrentPosition ? call.position : argument[3];
  switch (call.number) {
    case kRead: return plain(Direction::read, call.position, argument[2], argument[1]);
    case kWrite: return plain(Direction::write, call.position, argument[2], argument[1]);
    case kPread64: return plain(Direction::read, argument[3], argument[2], argument[1]);
    case kPwrite64: return plain(Direction::write, argument[3], argument[2], argument[1]);
    case kReadv: return vectored(Direction::read, call.position, call.vectorBytes);
    case kWritev: return vectored(Direction::write, call.position, call.vectorBytes);
    case kPreadv: return vectored(Direction::read, argument[3], call.vectorBytes);
    case kPwritev: return vectored(Direction::write, argument[3], call.vectorBytes);
    case kPreadv2: return vectored(Direction::read, place, call.vectorBytes);
    case kPwritev2: return vectored(Direction::write, place, call.vectorBytes);
    case kSendfile: return copied(call, argument[2], argument[3]);
    case kSplice:
    case kCopyFileRange: return copied(call, argument[1], argument[4]);
    case kMmap:
      // Whoever maps the rest can see it without any further call.
      if ((argument[2] & PROT_READ) == 0 || (argument[3] & MAP_ANONYMOUS) != 0) return {};
      return Transfer{Direction::read, true, rangeOf(argument[5], argument[1]), argument[1], {}};
    default: return {};
  }
}

Range memoryReadInto(const Request& request) {
  uint8_t opcode = request.sqe.opcode;
  if (opcode != kOpRead && opcode != kOpReadFixed && opcode != kOpRecv) return {};
  if (opcode == kOpRecv) {
    if ((request.sqe.flags & kSqeBufferSelect) != 0) return {};
    return rangeOf(request.sqe.addr, request.sqe.len);
  }
  return transferAtSubmission(request).memory;
}

Range memoryUsed(const Request& request) {
  if (isTransfer(request.sqe.opcode)) return transferAtSubmission(request).memory;
  return rangeOf(request.sqe.addr, request.sqe.len);
}

Range memoryReadInto(const Call& call) {
  switch (call.number) {
    case kRead:
    case kPread64:
    case kRecvfrom: return rangeOf(call.argument[1], call.argument[2]);
    case kGetrandom: return rangeOf(call.argument[0], call.argument[1]);
    default: return {};
  }
}

Range memoryFreed(const Call& call) {
  const uint64_t* argument = call.argument;
  switch (call.number) {
    case kMunmap: return rangeOf(argument[0], argument[1]);
    case kMmap: return (argument[3] & MAP_FIXED) != 0 ? rangeOf(argument[0], argument[1]) : Range{};
    case kMadvise: return isFreeing(argument[2]) ? rangeOf(argument[0], argument[1]) : Range{};
    case kBrk: return argument[0] == 0 ? Range{} : rangeOf(argument[0], kHeapSpan);
    case kMremap:  // the part that is cut off
      return argument[2] < argument[1] ? rangeOf(argument[0] + argument[2], argument[1] - argument[2]) : Range{};
    default: return {};
  }
}

Range memoryFreed(const Request& request) {
  if (request.sqe.opcode != kOpMadvise || !isFreeing(request.sqe.op_flags)) return {};
  // io_madvise_prep in io_uring/advise.c: the length is in `off`, or, as before 6.11, in `len`.
  return rangeOf(request.sqe.addr, request.sqe.off != 0 ? request.sqe.off : request.sqe.len);
}

Range memoryMoved(const Call& call) {
  return call.number == kMremap ? rangeOf(call.argument[0], std::min(call.argument[1], call.argument[2])) : Range{};
}

}  // namespace uringlab
