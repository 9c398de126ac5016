#include "describe.hpp"

#include <map>
#include <sstream>

#include "system-calls.hpp"

namespace uringlab {
namespace {

const std::map<std::string, int>& calls() {
  static const std::map<std::string, int> names = {
      {"read", kRead},         {"write", kWrite},       {"close", kClose},
      {"mmap", kMmap},         {"munmap", kMunmap},     {"brk", kBrk},
      {"pread64", kPread64},   {"pwrite64", kPwrite64}, {"readv", kReadv},
      {"writev", kWritev},     {"mremap", kMremap},     {"madvise", kMadvise},
      {"dup2", kDup2},         {"dup3", kDup3},         {"sendfile", kSendfile},
      {"recvfrom", kRecvfrom}, {"splice", kSplice},     {"preadv", kPreadv},
      {"pwritev", kPwritev},   {"preadv2", kPreadv2},   {"pwritev2", kPwritev2},
      {"getrandom", kGetrandom}, {"copy_file_range", kCopyFileRange}, {"close_range", kCloseRange},
  };
  return names;
}

std::string bytes(uint64_t count) {
  return count % 1024 == 0 && count != 0 ? std::to_string(count / 1024) + "k" : std::to_string(count);
}

std::string hex(uint64_t number) {
  std::ostringstream text;
  text << "0x" << std::hex << number;
  return text.str();
}

const char* nameOf(ShortState state) {
  constexpr const char* kNames[] = {"open", "end-of-file", "handled", "unhandled", "unknown"};
  return kNames[static_cast<size_t>(state)];
}

const char* nameOf(ShortEnd end) {
  constexpr const char* kNames[] = {"",          " buffer-reused", " buffer-freed",  " file-closed",
                                    " executed", " process-ended", " session-ended", " lost"};
  return kNames[static_cast<size_t>(end)];
}

}  // namespace

std::string describe(const ShortFinding& finding) {
  std::string text = std::to_string(finding.request.order) + " " + nameOf(finding.state) + nameOf(finding.end);
  if (finding.followedByRequest) text += " by request " + std::to_string(finding.followRequest.order);
  if (finding.followedByCall) text += " by " + nameOfCall(finding.followCall.number);
  if (finding.wrongOffset) text += " wrong-offset " + bytes(finding.wrongOffsetAt);
  if (finding.restAsked != 0) text += " asked " + bytes(finding.restAsked) + " of " + bytes(finding.missing);
  if (finding.nowait) text += " nowait";
  return text;
}

std::string describe(const OverlapFinding& finding) {
  return std::to_string(finding.later.order) + " overlaps " + std::to_string(finding.earlier.order) + " in " +
         hex(finding.shared.begin) + "+" + bytes(finding.shared.bytes());
}

std::string nameOfCall(int number) {
  for (const auto& [name, known] : calls()) {
    if (known == number) return name;
  }
  return std::to_string(number);
}

int numberOfCall(const std::string& name) {
  auto found = calls().find(name);
  return found == calls().end() ? -1 : found->second;
}

}  // namespace uringlab
