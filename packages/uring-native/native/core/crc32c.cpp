#include "crc32c.hpp"

#include <nmmintrin.h>
#include <wmmintrin.h>

#include <array>
#include <cstring>

namespace uringlab {
namespace {

constexpr size_t kSector = 512;
constexpr size_t kSkipped = 8;
constexpr size_t kWords = (kSector - kSkipped) / 8;

using Tables = std::array<std::array<uint32_t, 256>, 8>;

constexpr Tables makeTables() {
  Tables tables{};
  for (uint32_t byte = 0; byte < 256; byte++) {
    uint32_t crc = byte;
    for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (crc & 1 ? 0x82f63b78u : 0);
    tables[0][byte] = crc;
  }
  for (size_t slice = 1; slice < 8; slice++) {
    for (size_t byte = 0; byte < 256; byte++) {
      uint32_t before = tables[slice - 1][byte];
      tables[slice][byte] = (before >> 8) ^ tables[0][before & 0xff];
    }
  }
  return tables;
}

constexpr Tables kTables = makeTables();

uint64_t load(const uint8_t* data) {
  uint64_t word;
  std::memcpy(&word, data, 8);
  return word;
}

__attribute__((target("sse4.2"))) uint32_t crc32cHardware(const uint8_t* data, size_t bytes) {
  uint64_t crc = 0xffffffff;
  for (; bytes >= 8; data += 8, bytes -= 8) crc = _mm_crc32_u64(crc, load(data));
  for (; bytes > 0; data++, bytes--) crc = _mm_crc32_u8(static_cast<uint32_t>(crc), *data);
  return ~static_cast<uint32_t>(crc);
}

// The instruction takes eight bytes a cycle, and three cycles to do so. Four sectors at a time hide the wait, and the
// last part of each is folded by carry-less multiplication meanwhile, on another port of the processor; see Gopal et
// al., "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction" (Intel, 2009). 13 lanes balance them.
constexpr size_t kLanes = 13;
constexpr size_t kLaneBytes = 16;
constexpr size_t kDirectWords = kWords - kLanes * kLaneBytes / 8;
constexpr size_t kWordsPerLane = kDirectWords / kLanes + 1;
constexpr size_t kGroup = 4;

/** x to the power of `bits` modulo the polynomial, reflected. */
constexpr uint32_t power(size_t bits) {
  uint32_t value = 0x80000000;
  for (; bits > 0; bits--) value = (value >> 1) ^ (value & 1 ? 0x82f63b78u : 0);
  return value;
}

__attribute__((target("sse4.2,pclmul"))) void fourChecksums(const uint8_t* sectors, uint32_t* checksums) {
  const __m128i fold = _mm_set_epi64x(power(64 + 32 - 1), power(128 + 32 - 1));
  const __m128i shift = _mm_cvtsi32_si128(static_cast<int>(power(kLanes * kLaneBytes * 8 - 32 - 1)));
  const uint8_t* direct = sectors + kSkipped;
  const uint8_t* folded = direct + kDirectWords * 8;
  uint64_t crc[kGroup];
  __m128i lane[kGroup];
  auto loadLane = [](const uint8_t* data) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(data)); };
#pragma GCC unroll 4
  for (size_t i = 0; i < kGroup; i++) {
    crc[i] = 0xffffffff;
    lane[i] = loadLane(folded + i * kSector);
  }
  size_t words = 0;
  for (size_t done = 1; done < kLanes; done++) {
    folded += kLaneBytes;
#pragma GCC unroll 4
    for (size_t i = 0; i < kGroup; i++) {
      __m128i low = _mm_clmulepi64_si128(lane[i], fold, 0x00);
      __m128i high = _mm_clmulepi64_si128(lane[i], fold, 0x11);
      lane[i] = _mm_xor_si128(_mm_xor_si128(low, high), loadLane(folded + i * kSector));
    }
#pragma GCC unroll 4
    for (size_t word = 0; word < kWordsPerLane; word++, direct += 8) {
#pragma GCC unroll 4
      for (size_t i = 0; i < kGroup; i++) crc[i] = _mm_crc32_u64(crc[i], load(direct + i * kSector));
    }
    words += kWordsPerLane;
  }
  for (; words < kDirectWords; words++, direct += 8) {
#pragma GCC unroll 4
    for (size_t i = 0; i < kGroup; i++) crc[i] = _mm_crc32_u64(crc[i], load(direct + i * kSector));
  }
#pragma GCC unroll 4
  for (size_t i = 0; i < kGroup; i++) {
    // The checksum of the first part, moved over the folded part, and that of the folded part.
    __m128i moved = _mm_clmulepi64_si128(_mm_cvtsi64_si128(static_cast<int64_t>(crc[i])), shift, 0x00);
    uint64_t first = _mm_crc32_u64(0, static_cast<uint64_t>(_mm_cvtsi128_si64(moved)));
    uint64_t last = _mm_crc32_u64(0, static_cast<uint64_t>(_mm_cvtsi128_si64(lane[i])));
    last = _mm_crc32_u64(last, static_cast<uint64_t>(_mm_extract_epi64(lane[i], 1)));
    checksums[i] = ~static_cast<uint32_t>(first ^ last);
  }
}

const bool kHardware = __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("pclmul");

}  // namespace

bool crc32cInHardware() { return kHardware; }

uint32_t crc32cPortable(const uint8_t* data, size_t bytes) {
  uint32_t crc = 0xffffffff;
  for (; bytes >= 8; data += 8, bytes -= 8) {
    uint64_t word = load(data) ^ crc;
    crc = 0;
    for (size_t slice = 0; slice < 8; slice++) crc ^= kTables[7 - slice][(word >> (8 * slice)) & 0xff];
  }
  for (; bytes > 0; data++, bytes--) crc = (crc >> 8) ^ kTables[0][(crc ^ *data) & 0xff];
  return ~crc;
}

uint32_t crc32c(const uint8_t* data, size_t bytes) {
  return kHardware ? crc32cHardware(data, bytes) : crc32cPortable(data, bytes);
}

void sectorChecksums(const uint8_t* sectors, size_t count, uint32_t* checksums) {
  size_t done = 0;
  if (kHardware) {
    for (; done + kGroup <= count; done += kGroup) fourChecksums(sectors + done * kSector, checksums + done);
  }
  for (; done < count; done++) checksums[done] = crc32c(sectors + done * kSector + kSkipped, kSector - kSkipped);
}

}  // namespace uringlab
