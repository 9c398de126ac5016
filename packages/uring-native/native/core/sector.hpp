#pragma once
// A sector of 512 bytes says of itself what it is:
//
//    0 u32 magic "URBK"     4 u32 CRC32C of bytes 8..511    8 u64 run id        16 u64 offset in the file
//   24 u32 file id         28 u32 generation               32 u64 sequence     40 u32 writer   44 u32 zero
//   48 58 words of 64 bits: a Weyl sequence seeded by run, file, generation and offset
//
// `writer` is the thread id of the executor and `sequence` the row of the write; they say who wrote the
// sector and are no part of what a reader can expect, so the pattern does not depend on them.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace uringlab {

inline constexpr size_t kSectorBytes = 512;
inline constexpr size_t kHeaderBytes = 48;
inline constexpr uint32_t kSectorMagic = 0x4b425255;

struct SectorHeader {
  uint32_t magic;
  uint32_t checksum;
  uint64_t runId;
  uint64_t offset;
  uint32_t file;
  uint32_t generation;
  uint64_t sequence;
  uint32_t writer;
  uint32_t zero;
};
static_assert(sizeof(SectorHeader) == kHeaderBytes);

using Sector = std::array<uint8_t, kSectorBytes>;

inline SectorHeader headerOf(const uint8_t* sector) {
  SectorHeader header;
  std::memcpy(&header, sector, sizeof header);
  return header;
}

/** What a buffer has to hold when a read was right. */
struct Expectation {
  uint64_t runId;
  uint32_t file;
  uint32_t generation;
  uint64_t offset;
  /** Nothing is expected at and beyond this size. */
  uint64_t fileBytes;

  /** How many of `length` bytes lie before the end of the file. */
  size_t expectedBytes(size_t length) const {
    if (offset >= fileBytes) return 0;
    return fileBytes - offset < length ? static_cast<size_t>(fileBytes - offset) : length;
  }
};

/** Fills `data` with what belongs at `offset`; the ends may lie within a sector. */
void stamp(const Expectation& place, uint32_t writer, uint64_t sequence, uint8_t* data, size_t length);

/** Whether all of `length` bytes are as expected. The fast path: headers and checksums, four sectors at a time. */
bool allRight(const Expectation& expectation, const uint8_t* data, size_t length);

/** How many of the bytes at `position` of a read are as expected, up to the first that is not, whoever wrote them. */
size_t rightPrefix(const Expectation& expectation, size_t position, const uint8_t* data, size_t length);

/** The poison of a request: every eight bytes are the row and 0x5a5a5a5a. */
inline constexpr uint32_t kPoisonTag = 0x5a5a5a5a;
inline uint64_t poisonWord(uint32_t row) { return uint64_t{kPoisonTag} << 32 | row; }
void poison(uint8_t* data, size_t length, uint32_t row);

/**
 * allRight(), and when it holds, the bytes are left poisoned for the next request: while they are in the nearest cache
 * that costs half as much. When it does not hold, they are left as they were.
 */
bool poisonIfRight(const Expectation& expectation, uint8_t* data, size_t length, uint32_t row);

}  // namespace uringlab
