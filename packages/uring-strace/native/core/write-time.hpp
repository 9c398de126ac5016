#pragma once
// Points and spans of time.

#include <optional>

#include "text.hpp"

namespace uringlab {

enum class TimeStyle : uint8_t {
  none,
  sinceStart,    // 52.806976: seconds since tracing began
  clock,         // 14:03:12 (-t)
  clockMicros,   // 14:03:12.806976 (-tt)
  unixMicros,    // 1764270192.806976 (-ttt)
  relative,      // seconds since the line before (-r)
};

struct Clock {
  TimeStyle style = TimeStyle::sinceStart;
  uint64_t start = 0;        // CLOCK_MONOTONIC when tracing began
  int64_t realOffset = 0;    // CLOCK_REALTIME - CLOCK_MONOTONIC, nanoseconds
  int32_t zoneSeconds = 0;   // local time - UTC
};

/** Times are CLOCK_MONOTONIC nanoseconds; `previous` is what a relative time is from. */
void writeTime(Text& text, const Clock& clock, uint64_t time, uint64_t previous);

/** 865us, 1.24ms, 12.4s: three digits. */
void writeSpan(Text& text, uint64_t nanoseconds);

}  // namespace uringlab
