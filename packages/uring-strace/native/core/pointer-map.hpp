#pragma once
// A map from kernel addresses to small numbers: open addressing, no allocation but to grow. A node-based map costs a cache miss more a request.

#include <cstdint>
#include <vector>

namespace uringlab {

class PointerMap {
 public:
  static constexpr uint32_t kNone = ~0u;

  PointerMap() : entries_(1024) {}

  uint32_t find(uint64_t address) const {
    for (size_t at = slotOf(address);; at = (at + 1) & mask()) {
      if (entries_[at].address == address) return entries_[at].number;
      if (entries_[at].address == 0) return kNone;
    }
  }

  /** The address must not be there, nor 0. */
  void insert(uint64_t address, uint32_t number) {
    if (++size_ * 2 > entries_.size()) grow();
    place({address, number});
  }

  void erase(uint64_t address) {
    size_t hole = slotOf(address);
    while (entries_[hole].address != address) {
      if (entries_[hole].address == 0) return;
      hole = (hole + 1) & mask();
    }
    size_--;
    // What follows moves up when the hole is on its way, so that no search ends too early.
    for (size_t at = hole;;) {
      at = (at + 1) & mask();
      if (entries_[at].address == 0) break;
      size_t home = slotOf(entries_[at].address);
      if (((at - home) & mask()) < ((at - hole) & mask())) continue;
      entries_[hole] = entries_[at];
      hole = at;
    }
    entries_[hole] = {};
  }

  size_t size() const { return size_; }

 private:
  struct Entry {
    uint64_t address = 0;
    uint32_t number = kNone;
  };

  size_t mask() const { return entries_.size() - 1; }
  size_t slotOf(uint64_t address) const { return (address * 0x9e3779b97f4a7c15ull >> 32) & mask(); }

  void place(Entry entry) {
    size_t at = slotOf(entry.address);
    while (entries_[at].address != 0) at = (at + 1) & mask();
    entries_[at] = entry;
  }

  void grow() {
    std::vector<Entry> old(entries_.size() * 2);
    old.swap(entries_);
    for (const Entry& entry : old)
      if (entry.address != 0) place(entry);
  }

  std::vector<Entry> entries_;
  size_t size_ = 0;
};

}  // namespace uringlab
