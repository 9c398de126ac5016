// Numbers, escapes, times.
#include "errno-names.hpp"
#include "expect.hpp"
#include "flags.hpp"
#include "write-path.hpp"
#include "write-time.hpp"

namespace uringlab::test {

namespace {

std::string decimal(uint64_t value) { return written([&](Text& text) { text.decimal(value); }); }
std::string span(uint64_t nanoseconds) { return written([&](Text& text) { writeSpan(text, nanoseconds); }); }
std::string path(std::string_view bytes) { return written([&](Text& text) { writePath(text, bytes); }); }
std::string json(std::string_view bytes) { return written([&](Text& text) { writeJsonString(text, bytes); }); }
std::string flagNames(uint64_t value, Names names) { return written([&](Text& text) { writeFlags(text, value, names); }); }

void testNumbers() {
  for (uint64_t power = 1; power != 0 && power < 10'000'000'000'000'000'000ull; power *= 10) {
    for (uint64_t value : {power - 1, power, power + 1, power * 7 / 3}) expect("decimal", decimal(value), std::to_string(value));
  }
  expect("decimal, largest", decimal(~0ull), "18446744073709551615");
  expect("signed, smallest", written([](Text& text) { text.signedDecimal(INT64_MIN); }), "-9223372036854775808");
  expect("hex", written([](Text& text) { text.hex(0) << ' '; text.hex(0xf) << ' '; text.hex(0x10) << ' '; text.hex(~0ull); }),
         "0x0 0xf 0x10 0xffffffffffffffff");
  expect("octal", written([](Text& text) { text.octal(0644) << ' '; text.octal(0) << ' '; text.octal(~0ull); }),
         "0644 0 01777777777777777777777");
  std::string long_(100'000, 'x');
  expect("growth", written([&](Text& text) { text << "ab" << std::string_view(long_); }) == "ab" + long_);
}

void testTimes() {
  expect("span 0", span(0), "0ns");
  expect("span ns", span(999), "999ns");
  expect("span us", span(1'000), "1.00us");
  expect("span us, rounded", span(1'235), "1.24us");
  expect("span us, one decimal", span(12'350), "12.4us");
  expect("span us, none", span(865'000), "865us");
  expect("span, rounded up to two digits", span(9'996), "10.0us");
  expect("span, rounded up to three digits", span(99'960), "100us");
  expect("span, rounded up to the next unit", span(999'600), "1.00ms");
  expect("span s", span(12'350'000'000), "12.4s");
  expect("span, many seconds", span(86'400'000'000'000), "86400s");

  Clock clock{.style = TimeStyle::sinceStart, .start = 1'000'000'000, .realOffset = 1'764'270'190'000'000'000, .zoneSeconds = 0};
  auto time = [&](TimeStyle style, int32_t zone, uint64_t at, uint64_t previous) {
    clock.style = style;
    clock.zoneSeconds = zone;
    return written([&](Text& text) { writeTime(text, clock, at, previous); });
  };
  expect("since start", time(TimeStyle::sinceStart, 0, 53'806'976'999, 0), "52.806976");
  expect("before start", time(TimeStyle::sinceStart, 0, 999'000'000, 0), "-0.001000");
  expect("relative", time(TimeStyle::relative, 0, 2'000'001'000, 2'000'000'000), "0.000001");
  expect("relative, back", time(TimeStyle::relative, 0, 2'000'000'000, 2'000'001'000), "-0.000001");
  // 1764270192 is 2025-11-27 19:03:12 UTC.
  expect("clock", time(TimeStyle::clock, 0, 2'806'976'000, 0), "19:03:12");
  expect("clock, west", time(TimeStyle::clockMicros, -8 * 3600, 2'806'976'000, 0), "11:03:12.806976");
  expect("clock, east, next day", time(TimeStyle::clockMicros, 9 * 3600 + 1800, 2'806'976'000, 0), "04:33:12.806976");
  expect("unix", time(TimeStyle::unixMicros, 3600, 2'806'976'000, 0), "1764270192.806976");
}

void testEscapes() {
  expect("plain path", path("/mnt/a file (1)"), "/mnt/a file (1)");
  expect("controls", path("/a\n\t\r\v\f\x1b[31m\x7f"), "/a\\n\\t\\r\\v\\f\\33[31m\\177");
  expect("a digit follows", path("\x01" "1\x1b" "7"), "\\0011\\0337");
  expect("quotes and brackets", path("<\"'\\>"), "\\74\\\"\\'\\\\\\76");
  expect("UTF-8 stays", path("/mnt/größe/文"), "/mnt/größe/文");
  expect("not UTF-8", path("/\xff\xc3/"), "/\\377\\303/");
  expect("overlong", path("\xc0\xaf"), "\\300\\257");
  expect("surrogate", path("\xed\xa0\x80"), "\\355\\240\\200");
  expect("cut off", path("\xe6\x96"), "\\346\\226");
  expect("C1 control", path("\xc2\x9b" "31m"), "\\302\\23331m");
  expect("direction", path("\xe2\x80\xae" "x"), "\\342\\200\\256x");
  expect("JSON", json("a\"\\\n\x01\x7f/<ü>"), "\"a\\\"\\\\\\u000a\\u0001\\u007f/<ü>\"");
  expect("JSON, not UTF-8", json("a\xff" "b"), "\"a\xef\xbf\xbd" "b\"");
  for (int byte = 0; byte < 256; byte++) {
    std::string bytes(1, static_cast<char>(byte));
    for (char shown : path(bytes)) expect("one byte: printable", shown >= 0x20 && shown < 0x7f);
    expect("one byte: JSON is UTF-8", isUtf8(json(bytes)));
  }
}

void testNames() {
  expect("no flags", flagNames(0, flags::readWrite), "0");
  expect("flags", flagNames(8 | 2, flags::readWrite), "DSYNC|NOWAIT");
  expect("unknown flags", flagNames(0x1000 | 8, flags::readWrite), "NOWAIT|0x1000");
  expect("only unknown", flagNames(0x1000, flags::readWrite), "0x1000");
  expect("flags of several bits", flagNames(04010000 | 020200000, flags::open), "O_TMPFILE|O_SYNC");
  expect("a part of them", flagNames(0200000 | 010000, flags::open), "O_DSYNC|O_DIRECTORY");
  expect("EAGAIN", errorName(-11).name, "EAGAIN");
  expect("EIO", errorName(-5).text, "Input/output error");
  expect("EHWPOISON", errorName(-133).name, "EHWPOISON");
  expect("ERESTARTSYS", errorName(-512).name, "ERESTARTSYS");
  expect("ENOGRACE", errorName(-531).name, "ENOGRACE");
  for (int32_t number : {0, 1, -41, -58, -134, -511, -520, -532, INT32_MIN, INT32_MAX}) expect("no error", errorName(number).name, "");
}

}  // namespace

void testText() {
  testNumbers();
  testTimes();
  testEscapes();
  testNames();
}

}  // namespace uringlab::test
