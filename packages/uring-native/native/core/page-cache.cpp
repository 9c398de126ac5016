#include "page-cache.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include "fd.hpp"
#include "mapping.hpp"

namespace uringlab {
namespace {

void call(int result, const char* name, const std::string& path) {
  if (result < 0) throw SystemError(errno, name, path);
}

}  // namespace

Bytes residency(const std::string& path, uint64_t offset, uint64_t length) {
  uint64_t start = offset / kPageBytes * kPageBytes;
  uint64_t pages = (offset - start + length + kPageBytes - 1) / kPageBytes;
  if (pages == 0) return {};
  Fd file = Fd::open(path, O_RDONLY);
  Mapping mapping(pages * kPageBytes, PROT_READ, MAP_SHARED, file.get(), static_cast<off_t>(start));
  Bytes resident(pages);
  call(mincore(mapping.data(), mapping.bytes(), resident.data()), "mincore", path);
  // The other bits of each byte are reserved (mincore(2)).
  for (uint8_t& page : resident) page &= 1;
  return resident;
}

void prepareCache(const std::string& path, const CacheState& state, const Stop& stop) {
  Fd file = Fd::open(path, O_RDONLY);
  if (state.drop) {
    // Only clean pages can be dropped; and with large folios a part of the file hardly can be.
    call(fdatasync(file.get()), "fdatasync", path);
    int error = posix_fadvise(file.get(), 0, 0, POSIX_FADV_DONTNEED);
    if (error != 0) throw SystemError(error, "posix_fadvise", path);
  }
  if (state.random) {
    int error = posix_fadvise(file.get(), 0, 0, POSIX_FADV_RANDOM);
    if (error != 0) throw SystemError(error, "posix_fadvise", path);
  }
  Bytes buffer(state.touchLength);
  for (int64_t offset : state.touchOffsets) {
    if (stop.requested()) return;
    ssize_t got = pread(file.get(), buffer.data(), buffer.size(), offset);
    call(static_cast<int>(got), "pread", path);
  }
}

}  // namespace uringlab
