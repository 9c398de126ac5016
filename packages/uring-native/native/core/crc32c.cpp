#include "crc32c.hpp"

#include <nmmintrin.h>

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

// The instruction takes three cycles and one can start every cycle: four sectors at a time hide the wait.
__attribute__((target("sse4.2"))) void fourChecksums(const uint8_t* sectors, uint32_t* checksums) {
  uint64_t a = 0xffffffff, b = a, c = a, d = a;
  const uint8_t* at = sectors + kSkipped;
  for (size_t word = 0; word < kWords; word++, at += 8) {
    a = _mm_crc32_u64(a, load(at));
    b = _mm_crc32_u64(b, load(at + kSector));
    c = _mm_crc32_u64(c, load(at + 2 * kSector));
    d = _mm_crc32_u64(d, load(at + 3 * kSector));
  }
  checksums[0] = ~static_cast<uint32_t>(a);
  checksums[1] = ~static_cast<uint32_t>(b);
  checksums[2] = ~static_cast<uint32_t>(c);
  checksums[3] = ~static_cast<uint32_t>(d);
}

const bool kHardware = __builtin_cpu_supports("sse4.2");

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
    for (; done + 4 <= count; done += 4) fourChecksums(sectors + done * kSector, checksums + done);
  }
  for (; done < count; done++) checksums[done] = crc32c(sectors + done * kSector + kSkipped, kSector - kSkipped);
}

}  // namespace uringlab
