#pragma once
// Copies the sub-buffers of one CPU's trace_pipe_raw to a file, as fast as they fill.

#include <cstdint>

#include "fd.hpp"
#include "stop.hpp"

namespace uringlab {

struct RecordedPipe {
  /** Whole sub-buffers in the file. */
  uint64_t bytes = 0;
  /** 0, or why the recording ended before it was asked to. */
  int error = 0;
};

/** `source` has to be non-blocking. Returns after `stop`, when what was left has been copied, or at an error. */
RecordedPipe recordTracePipe(const Fd& source, const Fd& target, size_t subBufferBytes, const Stop& stop);

}  // namespace uringlab
