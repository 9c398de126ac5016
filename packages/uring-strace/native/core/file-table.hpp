#pragma once
// The files that records name by address, with the paths that the programs told.

#include <cstdint>
#include <deque>
#include <unordered_map>

#include "request.hpp"

namespace uringlab {

class FileTable {
 public:
  /** nullptr for no file. One whose path was not told (yet, or because it was lost) has none. */
  const TracedFile* find(uint64_t file, uint64_t inode);
  void learn(const path_text& text);

 private:
  struct Key {
    uint64_t file, inode;
    bool operator==(const Key&) const = default;
  };
  struct HashKey {
    size_t operator()(const Key& key) const { return (key.file ^ key.inode << 7) * 0x9e3779b97f4a7c15ull >> 7; }
  };

  TracedFile& add(const Key& key);

  std::deque<TracedFile> files_;  // requests point to them
  std::unordered_map<Key, TracedFile*, HashKey> byKey_;
  Key lastKey_{};
  const TracedFile* last_ = nullptr;
};

/** As /proc/PID/fd shows it. */
std::string pathOf(const path_text& text);

}  // namespace uringlab
