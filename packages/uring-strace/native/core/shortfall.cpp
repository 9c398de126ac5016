#include "shortfall.hpp"

#include "opcodes.hpp"

namespace uringlab {

namespace {

constexpr uint8_t kReadvOpcode = 1, kWritevOpcode = 2, kReadMultishotOpcode = 49, kReadvFixedOpcode = 60, kWritevFixedOpcode = 61;
constexpr uint8_t kBufferSelect = 32;  // IOSQE_BUFFER_SELECT
constexpr uint16_t kTypeMask = 0170000, kRegular = 0100000, kBlockDevice = 0060000;  // S_IF*
constexpr uint64_t kUnknown = ~0ull;

uint64_t askedBytes(const Request& request) {
  switch (request.sqe.opcode) {
    case kReadvOpcode:
    case kWritevOpcode:
    case kReadvFixedOpcode:
    case kWritevFixedOpcode: return request.vectorBytes;
    case kReadMultishotOpcode: return kUnknown;
    default: return (request.sqe.flags & kBufferSelect) != 0 ? kUnknown : request.sqe.len;
  }
}

}  // namespace

Shortfall shortfallOf(const Request& request) {
  uint16_t classes = opcodeOf(request.sqe.opcode).classes;
  if ((classes & (kRead | kWrite)) == 0 || !request.completed || request.result < 0) return {};
  uint16_t type = request.mode & kTypeMask;
  if (type != 0 && type != kRegular && type != kBlockDevice) return {};
  Shortfall transfer;
  transfer.asked = askedBytes(request);
  if (transfer.asked == kUnknown) return {};
  transfer.known = true;
  uint64_t done = static_cast<uint32_t>(request.result);
  if (done >= transfer.asked) return transfer;
  transfer.missing = transfer.asked - done;
  // A write makes a file longer, so that it always ends at the end; a block device stays as long as it is.
  bool ends = (classes & kRead) != 0 ? type != 0 : type == kBlockDevice;
  uint64_t end = request.sqe.off == kUnknown ? request.position : request.sqe.off + done;
  transfer.endOfFile = ends && end >= request.size;
  return transfer;
}

}  // namespace uringlab
