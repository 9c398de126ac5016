#pragma once
// Where a process was when it got a short result: frames as file and offset, which addr2line takes.

#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

extern "C" {
#include "../bpf/records.h"
}

namespace uringlab {

using Stack = std::vector<std::string>;  // "fio+0x2f1a0", innermost first

class Stacks {
 public:
  /** The process is asked for its mappings now: later it may be gone. */
  void learn(const stack_text& text);
  /** Of the request that completes now; nullptr when none was told. It stays valid. */
  const Stack* take(uint64_t ring, uint64_t userData);

 private:
  static constexpr size_t kMost = 65536;

  std::deque<Stack> stacks_;
  std::unordered_map<uint64_t, const Stack*> waiting_;
};

}  // namespace uringlab
