#pragma once
// A short request that is not judged yet.

#include <algorithm>
#include <vector>

#include "file-key.hpp"
#include "transfer.hpp"

namespace uringlab {

struct OpenShort {
  uint64_t number = 0;  // in order of completion, from 1
  ShortFinding finding;
  FileKey file;
  Direction direction = Direction::read;
  std::vector<Range> remaining;  // of the file: what has not been asked for, in order
  bool memoryKnown = false;
  bool memoryWatched = false;
  bool callsMissed = false;
  bool held = false;      // judged unhandled, were it not for calls that may have been missed
  uint64_t lossesBefore = 0;

  uint64_t reached() const { return finding.offset + (finding.asked - finding.missing); }
  Range missing() const { return {reached(), reached() + finding.missing}; }
  /** The part of the buffer that belongs to a part of the file. */
  Range memoryOf(Range part) const {
    uint64_t start = finding.request.address + (part.begin - finding.offset);
    return rangeOf(start, part.bytes());
  }
  /**
   * Another place of the file is asked for into the middle of the buffer, where bytes are missing: those do not belong there, whatever else the
   * place has in common with what is missing. At the buffer's start it may be a program that has used what it got, and reads on; so it may
   * where pieces have been asked for before.
   */
  bool isMisplacedBy(const Transfer& transfer) const {
    uint64_t address = finding.request.address;
    if (!memoryKnown || transfer.memory.empty()) return false;
    if (transfer.memory.begin <= address || transfer.memory.begin >= address + finding.asked) return false;
    uint64_t belongsThere = finding.offset + (transfer.memory.begin - address);
    if (belongsThere == transfer.range.begin) return false;
    return std::any_of(remaining.begin(), remaining.end(),
                       [&](Range piece) { return piece.begin <= belongsThere && belongsThere < piece.end; });
  }
  bool endsAlready() const { return finding.end != ShortEnd::none; }
};

}  // namespace uringlab
