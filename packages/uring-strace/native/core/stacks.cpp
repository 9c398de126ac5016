#include "stacks.hpp"

#include <charconv>
#include <fstream>

namespace uringlab {
namespace {

uint64_t keyOf(uint64_t ring, uint64_t userData) { return ring * 0x9e3779b97f4a7c15ull ^ userData; }

std::string hexOf(uint64_t value) {
  char digits[17];
  auto [end, error] = std::to_chars(digits, digits + sizeof digits, value, 16);
  return "0x" + std::string(digits, end);
}

struct Mapped {
  uint64_t begin, end, offset;
  std::string name;  // without its directories; empty for memory that has no file
};

/** /proc/PID/maps: begin-end mode offset device inode path */
std::vector<Mapped> readMappings(uint32_t process) {
  std::vector<Mapped> list;
  std::ifstream file("/proc/" + std::to_string(process) + "/maps");
  for (std::string line; std::getline(file, line);) {
    Mapped mapped{};
    const char* at = line.data();
    const char* end = at + line.size();
    at = std::from_chars(at, end, mapped.begin, 16).ptr + 1;
    at = std::from_chars(at, end, mapped.end, 16).ptr + 1;
    while (at < end && *at != ' ') at++;
    std::from_chars(at + 1, end, mapped.offset, 16);
    size_t slash = line.rfind('/');
    if (slash != std::string::npos) mapped.name = line.substr(slash + 1);
    list.push_back(std::move(mapped));
  }
  return list;
}

/** Empty: no code lies there. The kernel follows frame pointers, and in programs that have none what it finds at last is anything. */
std::string describe(uint64_t address, const std::vector<Mapped>& mappings) {
  constexpr uint64_t kUserSpaceEnd = 1ull << 47;
  if (mappings.empty()) return address < kUserSpaceEnd ? hexOf(address) : "";
  for (const Mapped& mapped : mappings)
    if (mapped.begin <= address && address < mapped.end)
      return mapped.name.empty() ? hexOf(address) : mapped.name + "+" + hexOf(address - mapped.begin + mapped.offset);
  return "";
}

}  // namespace

void Stacks::learn(const stack_text& text) {
  if (text.frames <= 0 || stacks_.size() >= kMost) return;
  std::vector<Mapped> mappings = readMappings(text.process);
  Stack& stack = stacks_.emplace_back();
  for (int frame = 0; frame < text.frames && frame < STACK_FRAMES; frame++) {
    std::string place = describe(text.frame[frame], mappings);
    if (place.empty()) break;
    stack.push_back(std::move(place));
  }
  waiting_[keyOf(text.ring, text.user_data)] = &stack;
}

const Stack* Stacks::take(uint64_t ring, uint64_t userData) {
  auto found = waiting_.find(keyOf(ring, userData));
  if (found == waiting_.end()) return nullptr;
  const Stack* stack = found->second;
  waiting_.erase(found);
  return stack;
}

}  // namespace uringlab
