#pragma once
// Findings as the cases write them.

#include <string>

#include "events.hpp"
#include "overlap-detector.hpp"

namespace uringlab {

/** "1 unhandled buffer-reused by request 2 wrong-offset 0x1000 asked 2k of 8k nowait": what is not so is left out. */
std::string describe(const ShortFinding& finding);
/** "2 overlaps 1 in 0x1000+4k" */
std::string describe(const OverlapFinding& finding);
std::string nameOfCall(int number);
/** -1 when there is none of that name. */
int numberOfCall(const std::string& name);

}  // namespace uringlab
