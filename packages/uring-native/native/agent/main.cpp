// uring-agent PLAN RESULT: runs a plan where there is no Node. `-` is stdin or stdout.
// Exit status: 0 the plan ran, 1 it could not (the result says why), 2 usage or a file that cannot be read or written.

#include <csignal>
#include <cstdio>
#include <string_view>

#include "result.hpp"
#include "run-plan.hpp"

namespace {

using namespace uringlab;

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
    if (got < 0) throw SystemError(errno, "read", path);
    if (got == 0) return bytes;
    bytes.insert(bytes.end(), part, part + got);
  }
}

void writeAll(const char* path, const Bytes& bytes) {
  Fd file = openOutput(path);
  for (size_t done = 0; done < bytes.size();) {
    ssize_t written = write(file.get(), bytes.data() + done, bytes.size() - done);
    if (written < 0) throw SystemError(errno, "write", path);
    done += static_cast<size_t>(written);
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::fputs("usage: uring-agent PLAN RESULT   (- is stdin or stdout)\n", stderr);
    return 2;
  }
  try {
    struct sigaction action {};
    action.sa_handler = onSignal;
    stopRequest();
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    Bytes result = runPlan(readAll(arguments[1]), stopRequest());
    writeAll(arguments[2], result);
    return result[kStatusAt] == 0 ? 0 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "uring-agent: %s\n", error.what());
    return 2;
  }
}
