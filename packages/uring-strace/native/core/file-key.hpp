#pragma once
// Which file it is, through whichever struct file it was opened.

#include <cstddef>
#include <functional>

#include "request.hpp"

namespace uringlab {

struct FileKey {
  uint64_t inode = 0;  // struct inode, or its number when only that is known
  uint32_t device = 0;

  bool operator==(const FileKey&) const = default;
};

inline FileKey keyOf(const TracedFile& file) {
  return {file.inode != 0 ? file.inode : file.inodeNumber, file.device};
}

struct FileKeyHash {
  size_t operator()(const FileKey& key) const {
    return std::hash<uint64_t>()((key.inode ^ static_cast<uint64_t>(key.device) << 32) * 0x9e3779b97f4a7c15ull);
  }
};

}  // namespace uringlab
