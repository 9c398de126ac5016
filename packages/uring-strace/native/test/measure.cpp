// Nanoseconds a request, printed and never judged.
#include <algorithm>
#include <ctime>

#include "columns.hpp"
#include "expect.hpp"
#include "write-json.hpp"
#include "write-line.hpp"
#include "write-summary.hpp"

namespace uringlab::test {

namespace {

constexpr int kRequests = 200'000, kRounds = 7;

/** Nanoseconds of CPU: others may be busy. */
double threadTime() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * 1e9 + time.tv_nsec;
}

template <typename Writer>
void time(const char* what, Writer&& writer) {
  double best = 1e9;
  for (int round = 0; round < kRounds; round++) {
    double start = threadTime();
    for (int i = 0; i < kRequests; i++) writer(i);
    best = std::min(best, (threadTime() - start) / kRequests);
  }
  std::printf("%-10s %6.1f ns a request\n", what, best);
}

}  // namespace

void measure() {
  Request request = completed(22, 65536);
  request.sqe.addr = 0x7f0000001000;
  request.sqe.len = 65536;
  request.mode = 0100644;
  request.size = 1ull << 40;
  TracedFile file = kFile;
  file.path = "/mnt/data/some/longer/name-of-a-file.dat";
  request.file = &file;
  auto next = [&](int i) {
    request.order = i;
    request.submitTime += 1'000;
    request.completeTime = request.submitTime + 10'000 + i;
    request.sqe.off = i * 65536ull;
  };
  Text text(1 << 20);
  auto drain = [&] {
    if (text.size() > 512 * 1024) text.clear();
  };
  LineWriter lines({});
  RequestColumns columns;
  Summary summary;
  time("line", [&](int i) { next(i); lines.write(text, request); drain(); });
  time("JSON", [&](int i) { next(i); writeJson(text, request); drain(); });
  time("columns", [&](int i) {
    next(i);
    columns.append(request);
    if (columns.isFull()) columns.take();
  });
  time("summary", [&](int i) { next(i); summary.add(request); });
}

}  // namespace uringlab::test
