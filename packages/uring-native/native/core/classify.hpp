#pragma once
// What the bytes of a buffer are, where they are not what was expected. Runs after a mismatch only.

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "sector.hpp"

namespace uringlab {

/** In the order of SECTOR_CLASSES in TypeScript. */
enum class SectorClass : uint8_t {
  right,
  poison,
  earlierRead,
  oldGeneration,
  otherOffset,
  otherFile,
  otherRun,
  zeroes,
  torn,
  noise,
};

struct Origin {
  std::optional<uint32_t> row;
  std::optional<uint32_t> file;
  std::optional<uint64_t> offset;
  std::optional<uint32_t> generation;

  bool empty() const { return !row && !file && !offset && !generation; }
};

struct SectorRange {
  uint32_t start;
  uint32_t end;
  SectorClass kind;
  Origin origin;
};

/** The request that left its data at a position of the buffer, and what that data was. */
struct Previous {
  uint32_t row;
  uint32_t file;
  uint32_t generation;
  /** In the file, of the byte at the position asked for. */
  uint64_t offset;
};
using PreviousAt = std::function<std::optional<Previous>(size_t position)>;

struct Judgement {
  std::vector<SectorRange> ranges;
  /** Of the first byte that differs; the length when none does. */
  size_t firstBad = 0;
  /** Bytes of all ranges that are not right. */
  size_t badBytes = 0;
};

Judgement classify(const Expectation& expectation, const uint8_t* data, size_t length, const PreviousAt& previousAt);

}  // namespace uringlab
