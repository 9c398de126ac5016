#include <sys/uio.h>

#include <algorithm>

#include "fd.hpp"
#include "mapping.hpp"
#include "page-cache.hpp"

namespace uringlab {
namespace {

/** Reads until `length` bytes are there, the file ends, or an error: then that is the result. */
int64_t readAll(int file, uint8_t* data, size_t length, uint64_t offset, size_t granule, const Stop& stop,
                size_t& got) {
  while (got < length && !stop.requested()) {
    ssize_t result = pread(file, data + got, length - got, static_cast<off_t>(offset + got));
    if (result < 0 && errno == EINTR) continue;
    if (result < 0) return -errno;
    got += static_cast<size_t>(result);
    // A direct read ends off a sector boundary at the end of the file alone.
    if (result == 0 || got % granule != 0) break;
  }
  return static_cast<int64_t>(got);
}

int64_t readNow(int file, uint8_t* data, size_t length, uint64_t offset, size_t& got) {
  iovec vector{data, length};
  ssize_t result = preadv2(file, &vector, 1, static_cast<off_t>(offset), RWF_NOWAIT);
  if (result < 0) return -errno;
  got = static_cast<size_t>(result);
  return result;
}

}  // namespace

Look look(const std::string& path, const LookOptions& options, const Stop& stop) {
  Fd file;
  try {
    file = Fd::open(path, O_RDONLY | (options.direct ? O_DIRECT : 0));
  } catch (const SystemError& error) {
    if (options.direct && error.number == EINVAL) return {-EINVAL, {}};
    throw;
  }
  // Direct I/O takes whole blocks: read those around the range, then cut it out.
  uint64_t start = options.direct ? options.offset / kPageBytes * kPageBytes : options.offset;
  uint64_t skipped = options.offset - start;
  uint64_t length = skipped + options.length;
  if (options.direct) length = (length + kPageBytes - 1) / kPageBytes * kPageBytes;
  if (length == 0) return {0, {}};

  Mapping memory = Mapping::anonymous(length);
  size_t got = 0;
  size_t granule = options.direct ? 512 : 1;
  int64_t result = options.nowait ? readNow(file.get(), memory.data(), length, start, got)
                                  : readAll(file.get(), memory.data(), length, start, granule, stop, got);
  uint64_t end = std::min<uint64_t>(got, skipped + options.length);
  Look look{result, {}};
  if (end > skipped) look.bytes.assign(memory.data() + skipped, memory.data() + end);
  if (result >= 0) look.result = static_cast<int64_t>(look.bytes.size());
  return look;
}

}  // namespace uringlab
