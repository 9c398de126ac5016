#include "verifier-log.hpp"

namespace uringlab {
namespace {

constexpr std::string_view kBegin = ": -- BEGIN PROG LOAD LOG --\n";
constexpr std::string_view kEnd = "-- END PROG LOAD LOG --";
constexpr int kLines = 6;

}  // namespace

bool isVerifierLog(std::string_view warning) { return warning.find(kBegin) != std::string_view::npos; }

std::string endOfVerifierLog(std::string_view warning) {
  size_t begin = warning.find(kBegin);
  std::string program(warning.substr(0, begin));
  std::string_view log = warning.substr(begin + kBegin.size());
  log = log.substr(0, log.rfind(kEnd));
  while (log.ends_with('\n')) log.remove_suffix(1);
  size_t start = log.size();
  for (int line = 0; line < kLines && start > 0; line++) {
    size_t before = log.rfind('\n', start - 1);
    start = before == std::string_view::npos ? 0 : before;
  }
  if (start > 0) return program + ": ..." + std::string(log.substr(start));
  return program + ":\n" + std::string(log);
}

}  // namespace uringlab
