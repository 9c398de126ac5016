#pragma once
// CLOCK_MONOTONIC in nanoseconds, the axis of a trace taken with the clock `mono`.

#include <ctime>

#include <cstdint>

namespace uringlab {

inline int64_t monotonicNs() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

}  // namespace uringlab
