#include <linux/fiemap.h>
#include <linux/fs.h>
#include <sys/ioctl.h>

#include "fd.hpp"
#include "page-cache.hpp"

namespace uringlab {
namespace {

constexpr uint32_t kAtOnce = 256;

}  // namespace

std::vector<Extent> extents(const std::string& path) {
  Fd file = Fd::open(path, O_RDONLY);
  std::vector<Extent> found;
  // The request ends in an array of extents; 64-bit words give it room and alignment.
  std::vector<uint64_t> room((sizeof(fiemap) + kAtOnce * sizeof(fiemap_extent)) / sizeof(uint64_t));
  auto* request = reinterpret_cast<fiemap*>(room.data());
  for (uint64_t start = 0;;) {
    request->fm_start = start;
    request->fm_length = FIEMAP_MAX_OFFSET - start;
    request->fm_flags = FIEMAP_FLAG_SYNC;
    request->fm_extent_count = kAtOnce;
    if (ioctl(file.get(), FS_IOC_FIEMAP, request) < 0) throw SystemError(errno, "ioctl FIEMAP", path);
    uint32_t count = request->fm_mapped_extents;
    for (uint32_t i = 0; i < count; i++) {
      const fiemap_extent& extent = request->fm_extents[i];
      found.push_back({extent.fe_logical, extent.fe_physical, extent.fe_length, extent.fe_flags});
    }
    if (count == 0 || (found.back().flags & FIEMAP_EXTENT_LAST) != 0) return found;
    start = found.back().logical + found.back().length;
  }
}

}  // namespace uringlab
