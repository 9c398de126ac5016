#pragma once
// What the page cache holds of a file, putting it into a known state, and reading past the ring.

#include <cstdint>
#include <string>
#include <vector>

#include "bytes.hpp"
#include "stop.hpp"

namespace uringlab {

/** One byte a page, 1 where it is resident (mincore(2)); 1 for all of a file that the caller could not write. */
Bytes residency(const std::string& path, uint64_t offset, uint64_t length);

struct CacheState {
  bool drop;
  bool random;
  std::vector<int64_t> touchOffsets;
  uint64_t touchLength;
};

/** Drops the whole file, then reads the touched ranges. */
void prepareCache(const std::string& path, const CacheState& state, const Stop& stop);

struct LookOptions {
  uint64_t offset;
  uint64_t length;
  bool direct;
  bool nowait;
};

struct Look {
  /** Bytes, or a negative errno when an error ended it; the bytes before the error are there all the same. */
  int64_t result;
  Bytes bytes;
};

/** pread(2) until the end of the file or an error; with `nowait` exactly one preadv2(2) with RWF_NOWAIT. */
Look look(const std::string& path, const LookOptions& options, const Stop& stop);

struct Extent {
  uint64_t logical;
  uint64_t physical;
  uint64_t length;
  uint32_t flags;
};

/** FS_IOC_FIEMAP with FIEMAP_FLAG_SYNC (Documentation/filesystems/fiemap.rst). */
std::vector<Extent> extents(const std::string& path);

}  // namespace uringlab
