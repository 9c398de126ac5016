#pragma once
// What requests and calls ask of a file, and what they do to memory.

#include <optional>

#include "events.hpp"
#include "range.hpp"

namespace uringlab {

enum class Direction : uint8_t { read, write };

/** Bytes that are asked of a file, or put into it. */
struct Transfer {
  Direction direction = Direction::read;
  bool placed = false;  // `range` is known
  Range range;
  uint64_t bytes = 0;  // ~0: not known
  Range memory;        // empty when it is not known, or not in one piece
};

/** READ, WRITE and their vectored and fixed kin, which may come back short and be asked for again. */
inline bool isTransfer(uint8_t opcode) {
  constexpr uint64_t kTransfers = 1ull << 1 | 1ull << 2 | 1ull << 4 | 1ull << 5 | 1ull << 22 | 1ull << 23 | 1ull << 60 | 1ull << 61;
  return opcode < 64 && (kTransfers >> opcode & 1) != 0;
}

Direction directionOf(uint8_t opcode);
/** Bytes that the request asks for; ~0 when its vectors are not known. */
uint64_t bytesAsked(const Request& request);
/** As far as it can be told from its SQE: without the current position of the file, or the place of an append. */
Transfer transferAtSubmission(const Request& request);
/** With the place as it turned out. */
Transfer transferAtCompletion(const Request& request);
std::optional<Transfer> transferOf(const Call& call);

/** Memory that the request reads into, by whatever opcode; empty when not known before it completes, or when there is none. */
Range memoryReadInto(const Request& request);
Range memoryReadInto(const Call& call);
/** Memory that a read, a write, RECV or SEND has in use while it is in flight. */
Range memoryUsed(const Request& request);
/** Memory whose contents are gone after the call. */
Range memoryFreed(const Call& call);
Range memoryFreed(const Request& request);
/** Memory that goes on somewhere else. */
Range memoryMoved(const Call& call);

}  // namespace uringlab
