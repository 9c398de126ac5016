#include "plan-file.hpp"

#include <csignal>
#include <string_view>

#include "result.hpp"
#include "run-plan.hpp"

namespace uringlab {
namespace {

constexpr uint16_t kStatusAt = 6;

Stop& stopRequest() {
  static Stop stop;
  return stop;
}

void onSignal(int) { stopRequest().request(); }

Fd openInput(const char* path) { return std::string_view(path) == "-" ? Fd(dup(0)) : Fd::open(path, O_RDONLY); }

Fd openOutput(const char* path) {
  return std::string_view(path) == "-" ? Fd(dup(1)) : Fd::open(path, O_WRONLY | O_CREAT | O_TRUNC);
}

Bytes readAll(const char* path) {
  Fd file = openInput(path);
  Bytes bytes;
  uint8_t part[65536];
  for (;;) {
    ssize_t got = read(file.get(), part, sizeof part);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw SystemError(errno, "read", path);
    if (got == 0) return bytes;
    bytes.insert(bytes.end(), part, part + got);
  }
}

void writeAll(const char* path, const Bytes& bytes) {
  Fd file = openOutput(path);
  for (size_t done = 0; done < bytes.size();) {
    ssize_t written = write(file.get(), bytes.data() + done, bytes.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw SystemError(errno, "write", path);
    done += static_cast<size_t>(written);
  }
}

}  // namespace

int runPlanFile(const char* plan, const char* result) {
  struct sigaction action {};
  action.sa_handler = onSignal;
  stopRequest();
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  Bytes bytes = runPlan(readAll(plan), stopRequest(), Process::own);
  writeAll(result, bytes);
  return bytes[kStatusAt] == 0 ? 0 : 1;
}

}  // namespace uringlab
