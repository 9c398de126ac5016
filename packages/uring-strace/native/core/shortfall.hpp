#pragma once
// How much a read or a write moved of what it was asked for.

#include "request.hpp"

namespace uringlab {

struct Shortfall {
  bool known = false;      // a read or a write of a file that ended without an error, and what it was asked for is known
  uint64_t asked = 0;      // bytes
  uint64_t missing = 0;    // bytes; 0: all of it
  bool endOfFile = false;  // the file, or the block device, ends where the transfer ended
};

/**
 * Only files and block devices have a length that can be asked for: what a pipe, a socket or a terminal gives is never short.
 * Of vectors that could not be read, and of a buffer that the kernel selected without telling, the length is not known.
 */
Shortfall shortfallOf(const Request& request);

}  // namespace uringlab
