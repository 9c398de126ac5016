#pragma once
// A request as one line, as strace shows a call:
// [4518] 52.806976 READ(fd=5</mnt/f>, buf=0x7f..., len=65536, off=0x6f40000, flags=NOWAIT) = 4096 SHORT 61440 missing <865us> [iowq]

#include "request.hpp"
#include "write-time.hpp"

namespace uringlab {

struct LineOptions {
  Clock clock;
  bool thread = true;     // [4518]
  bool latency = true;    // <865us> (-T)
  bool paths = true;      // </mnt/f> (-y)
  bool userData = false;  // user_data=0x... behind the arguments
};

class LineWriter {
 public:
  explicit LineWriter(const LineOptions& options) : options_(options), previous_(options.clock.start) {}

  /** A whole line, with its end. */
  void write(Text& text, const Request& request);

 private:
  LineOptions options_;
  uint64_t previous_;
};

/** READ(...) */
void writeArguments(Text& text, const Request& request, bool paths);
/** READ(...) = 4096 SHORT 61440 missing: the line without when, who and how. */
void writeRequest(Text& text, const Request& request, bool paths);

/** When the request is shown to have been: when it was submitted, or, where that was not seen, completed. */
uint64_t timeOf(const Request& request);

}  // namespace uringlab
