#pragma once
// Children of processes with open shorts: they may ask for the rest in their parent's place.

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace uringlab {

/** Whose shorts a process may ask for besides its own: those of `process` numbered below `limit`, completed before the fork. */
struct Ancestor {
  uint32_t process;
  uint64_t limit;
};

class Lineage {
 public:
  static constexpr size_t kMostAncestors = 8;

  /** `next`: the number of the first short after the fork. */
  void fork(uint32_t parent, bool hasShorts, uint32_t child, uint64_t next) {
    std::vector<Ancestor> ancestors;
    if (hasShorts) ancestors.push_back({parent, next});
    for (const Ancestor& ancestor : of(parent)) {
      // Process ids are used again: what a former process of that id left behind is not an ancestor's.
      if (ancestor.process == child || ancestor.process == parent) continue;
      if (ancestors.size() < kMostAncestors) ancestors.push_back(ancestor);
    }
    remove(child);
    if (!ancestors.empty()) ancestors_.emplace(child, std::move(ancestors));
  }
  void remove(uint32_t process) { ancestors_.erase(process); }
  void clear() { ancestors_.clear(); }
  /** A copy, as what is decided on the way may clear all. */
  std::vector<Ancestor> of(uint32_t process) const {
    auto found = ancestors_.find(process);
    return found == ancestors_.end() ? std::vector<Ancestor>() : found->second;
  }

 private:
  std::unordered_map<uint32_t, std::vector<Ancestor>> ancestors_;
};

}  // namespace uringlab
