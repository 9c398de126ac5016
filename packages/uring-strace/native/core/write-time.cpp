#include "write-time.hpp"

#include <iterator>

namespace uringlab {

namespace {

constexpr uint64_t kSecond = 1'000'000'000;
constexpr uint64_t kMicrosecond = 1'000;
constexpr uint64_t kDay = 24 * 60 * 60;

void writeSeconds(Text& text, uint64_t nanoseconds) {
  text.decimal(nanoseconds / kSecond) << '.';
  text.padded(nanoseconds % kSecond / kMicrosecond, 6);
}

void writeSigned(Text& text, uint64_t time, uint64_t from) {
  // A request is shown by when it was submitted, but in the order of completion: time can run backwards.
  if (time < from) text << '-';
  writeSeconds(text, time < from ? from - time : time - from);
}

void writeClock(Text& text, uint64_t seconds) {
  seconds %= kDay;
  text.padded(seconds / 3600, 2) << ':';
  text.padded(seconds / 60 % 60, 2) << ':';
  text.padded(seconds % 60, 2);
}

}  // namespace

void writeTime(Text& text, const Clock& clock, uint64_t time, uint64_t previous) {
  uint64_t real = time + clock.realOffset;
  switch (clock.style) {
    case TimeStyle::none: return;
    case TimeStyle::sinceStart: writeSigned(text, time, clock.start); return;
    case TimeStyle::relative: writeSigned(text, time, previous); return;
    case TimeStyle::unixMicros: writeSeconds(text, real); return;
    case TimeStyle::clock:
    case TimeStyle::clockMicros:
      // A day more, so that a zone west of Greenwich cannot come below zero.
      writeClock(text, real / kSecond + kDay + clock.zoneSeconds);
      if (clock.style == TimeStyle::clock) return;
      text << '.';
      text.padded(real % kSecond / kMicrosecond, 6);
  }
}

void writeSpan(Text& text, uint64_t nanoseconds) {
  struct Unit {
    std::string_view name;
    uint64_t nanoseconds;
  };
  static constexpr Unit kUnits[] = {{"ns", 1}, {"us", 1'000}, {"ms", 1'000'000}, {"s", kSecond}};
  for (size_t unit = 0;; unit++) {
    uint64_t size = kUnits[unit].nanoseconds;
    bool last = unit + 1 == std::size(kUnits);
    uint64_t whole = (nanoseconds + size / 2) / size;
    if (whole >= 1000 && !last) continue;
    if (size == 1 || whole >= 100) {
      text.decimal(whole);
    } else if (uint64_t tenths = (nanoseconds + size / 20) / (size / 10); tenths >= 100) {
      (text.decimal(tenths / 10) << '.').decimal(tenths % 10);
    } else {
      // Rounding can lead to 10.00 only where tenths has rounded to 100 as well.
      uint64_t hundredths = (nanoseconds + size / 200) / (size / 100);
      (text.decimal(hundredths / 100) << '.').padded(hundredths % 100, 2);
    }
    text << kUnits[unit].name;
    return;
  }
}

}  // namespace uringlab
