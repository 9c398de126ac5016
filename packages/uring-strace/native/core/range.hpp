#pragma once
// Bytes from `begin` up to, and without, `end`: of a file or of memory.

#include <algorithm>
#include <cstdint>

namespace uringlab {

struct Range {
  uint64_t begin = 0;
  uint64_t end = 0;

  bool empty() const { return begin >= end; }
  uint64_t bytes() const { return empty() ? 0 : end - begin; }
  bool overlaps(Range other) const { return !empty() && !other.empty() && begin < other.end && other.begin < end; }
  bool covers(Range other) const { return begin <= other.begin && other.end <= end; }
  Range shared(Range other) const { return {std::max(begin, other.begin), std::min(end, other.end)}; }
  bool operator==(const Range&) const = default;
};

/** From `begin` on; cut at the end of the numbers, as the arguments are the process's and may be anything. */
inline Range rangeOf(uint64_t begin, uint64_t bytes) {
  return {begin, bytes > ~0ull - begin ? ~0ull : begin + bytes};
}

}  // namespace uringlab
