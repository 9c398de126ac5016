#include "shortfall.hpp"

#include "system-calls.hpp"
#include "transfer.hpp"

namespace uringlab {

namespace {

constexpr uint16_t kTypeMask = 0170000, kRegular = 0100000, kBlockDevice = 0060000;  // S_IF*
constexpr uint64_t kUnknown = ~0ull;

/** As the detector counts it, except that the length of a selected buffer is not guessed. */
uint64_t askedBytes(const Request& request) {
  bool guessed = (request.sqe.flags & kSqeBufferSelect) != 0 && request.length == 0;
  return guessed || !isTransfer(request.sqe.opcode) ? kUnknown : bytesAsked(request);
}

}  // namespace

Shortfall shortfallOf(const Request& request) {
  if (!request.completed || request.result < 0) return {};
  uint16_t type = request.mode & kTypeMask;
  if (type != 0 && type != kRegular && type != kBlockDevice) return {};
  Shortfall shortfall;
  shortfall.asked = askedBytes(request);
  if (shortfall.asked == kUnknown) return {};
  shortfall.known = true;
  uint64_t done = static_cast<uint32_t>(request.result);
  if (done >= shortfall.asked) return shortfall;
  shortfall.missing = shortfall.asked - done;
  // A write makes a file longer, so that it always ends at the end; a block device stays as long as it is.
  bool ends = directionOf(request.sqe.opcode) == Direction::read ? type != 0 : type == kBlockDevice;
  uint64_t end = request.sqe.off == kUnknown ? request.position : request.sqe.off + done;
  shortfall.endOfFile = ends && end >= request.size;
  return shortfall;
}

}  // namespace uringlab
