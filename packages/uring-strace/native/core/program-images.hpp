#pragma once
// The compiled programs, in the binary itself: nothing to find at run time.

#include <cstdint>
#include <span>

namespace uringlab {

/** For Linux 6.2 and later. */
std::span<const uint8_t> directImage();
/** For those before, by helper calls. */
std::span<const uint8_t> helperImage();

}  // namespace uringlab
