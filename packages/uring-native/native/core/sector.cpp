#include "sector.hpp"

#include <algorithm>

#include "crc32c.hpp"

namespace uringlab {
namespace {

constexpr size_t kGroup = 4;

// splitmix64, https://prng.di.unimi.it/splitmix64.c (public domain), one step.
uint64_t mix(uint64_t value) {
  value += 0x9e3779b97f4a7c15u;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
  return value ^ (value >> 31);
}

void fill(SectorHeader header, uint8_t* sector) {
  header.magic = kSectorMagic;
  std::memcpy(sector, &header, sizeof header);
  uint64_t word = mix(mix(header.runId ^ mix(header.offset)) ^ (uint64_t{header.file} << 32 | header.generation));
  for (size_t at = kHeaderBytes; at < kSectorBytes; at += 8) {
    std::memcpy(sector + at, &word, 8);
    word += 0x9e3779b97f4a7c15u;
  }
}

void setChecksum(uint8_t* sector, uint32_t checksum) { std::memcpy(sector + 4, &checksum, 4); }

SectorHeader headerFor(const Expectation& place, uint64_t offset, uint32_t writer, uint64_t sequence) {
  return {0, 0, place.runId, offset, place.file, place.generation, sequence, writer, 0};
}

bool headerRight(const Expectation& expectation, uint64_t offset, const SectorHeader& header) {
  return header.magic == kSectorMagic && header.runId == expectation.runId && header.offset == offset &&
         header.file == expectation.file && header.generation == expectation.generation;
}

bool sectorsRight(const Expectation& expectation, uint64_t offset, const uint8_t* data, size_t count) {
  uint32_t checksums[kGroup];
  for (size_t sector = 0; sector < count; sector += kGroup) {
    size_t group = std::min(kGroup, count - sector);
    const uint8_t* at = data + sector * kSectorBytes;
    sectorChecksums(at, group, checksums);
    for (size_t i = 0; i < group; i++) {
      SectorHeader header = headerOf(at + i * kSectorBytes);
      uint64_t place = offset + (sector + i) * kSectorBytes;
      if (header.checksum != checksums[i] || !headerRight(expectation, place, header)) return false;
    }
  }
  return true;
}

/** How many leading bytes of a part of one sector are as expected. */
size_t rightPart(const Expectation& expectation, uint64_t offset, const uint8_t* data, size_t length) {
  size_t within = offset % kSectorBytes;
  // Who wrote the sector is taken from the sector, where those bytes are there to be read.
  bool whole = within == 0 && length >= kHeaderBytes;
  SectorHeader found = whole ? headerOf(data) : SectorHeader{};
  Sector sector;
  writeSector(headerFor(expectation, offset - within, found.writer, found.sequence), sector.data());
  for (size_t i = 0; i < length; i++) {
    size_t at = within + i;
    bool checksum = at >= 4 && at < 8;
    bool author = at >= 32 && at < 44;
    if (data[i] != sector[at] && (whole || !(checksum || author))) return i;
  }
  return length;
}

}  // namespace

void writeSector(SectorHeader header, uint8_t* sector) {
  fill(header, sector);
  setChecksum(sector, crc32c(sector + 8, kSectorBytes - 8));
}

void stamp(const Expectation& place, uint32_t writer, uint64_t sequence, uint8_t* data, size_t length) {
  uint32_t checksums[kGroup];
  size_t done = 0;
  while (done < length) {
    uint64_t offset = place.offset + done;
    size_t within = offset % kSectorBytes;
    size_t whole = within == 0 ? std::min(kGroup, (length - done) / kSectorBytes) : 0;
    if (whole > 0) {
      for (size_t i = 0; i < whole; i++) {
        fill(headerFor(place, offset + i * kSectorBytes, writer, sequence), data + done + i * kSectorBytes);
      }
      sectorChecksums(data + done, whole, checksums);
      for (size_t i = 0; i < whole; i++) setChecksum(data + done + i * kSectorBytes, checksums[i]);
      done += whole * kSectorBytes;
    } else {
      Sector sector;
      writeSector(headerFor(place, offset - within, writer, sequence), sector.data());
      size_t part = std::min(kSectorBytes - within, length - done);
      std::memcpy(data + done, sector.data() + within, part);
      done += part;
    }
  }
}

bool allRight(const Expectation& expectation, const uint8_t* data, size_t length) {
  if (expectation.expectedBytes(length) < length) return false;
  size_t head = std::min(length, (kSectorBytes - expectation.offset % kSectorBytes) % kSectorBytes);
  size_t sectors = (length - head) / kSectorBytes;
  size_t tail = head + sectors * kSectorBytes;
  return rightPrefix(expectation, 0, data, head) == head &&
         sectorsRight(expectation, expectation.offset + head, data + head, sectors) &&
         rightPrefix(expectation, tail, data + tail, length - tail) == length - tail;
}

size_t rightPrefix(const Expectation& expectation, size_t position, const uint8_t* data, size_t length) {
  size_t done = 0;
  while (done < length) {
    uint64_t offset = expectation.offset + position + done;
    size_t part = std::min(kSectorBytes - offset % kSectorBytes, length - done);
    size_t right = rightPart(expectation, offset, data + done, part);
    done += right;
    if (right < part) break;
  }
  return done;
}

void poison(uint8_t* data, size_t length, uint32_t row) {
  uint64_t word = poisonWord(row);
  std::fill_n(reinterpret_cast<uint64_t*>(data), length / 8, word);
  std::memcpy(data + length / 8 * 8, &word, length % 8);
}

}  // namespace uringlab
