#pragma once
// A short request and what became of it, in words.

#include "events.hpp"
#include "write-line.hpp"

namespace uringlab {

/**
 * --- unhandled short read: #2 [4518] 52.806976 READ(...) = 4096 SHORT 61440 missing; READ(...) used the buffer again
 * With `detail`, indented lines follow: where the bytes are missing, and when it came to its end.
 */
void writeShort(Text& text, const ShortFinding& finding, const LineOptions& options, bool detail);

/** {"type":"short","state":"unhandled",...} and the end of the line. */
void writeShortJson(Text& text, const ShortFinding& finding);

}  // namespace uringlab
