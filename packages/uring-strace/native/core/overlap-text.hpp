#pragma once
// Two requests in flight on the same memory, in words.

#include "overlap-detector.hpp"
#include "write-line.hpp"

namespace uringlab {

/** --- overlapping memory in flight: 0x7f..+4096 of #1 READ(...) and #2 READ(...) */
void writeOverlap(Text& text, const OverlapFinding& finding, const LineOptions& options);

/** {"type":"overlap",...} and the end of the line. */
void writeOverlapJson(Text& text, const OverlapFinding& finding);

}  // namespace uringlab
