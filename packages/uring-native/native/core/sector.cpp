#include "sector.hpp"

#include <algorithm>
#include <cstddef>

#include "crc32c.hpp"

namespace uringlab {
namespace {

constexpr size_t kGroup = 4;

using Words = uint64_t __attribute__((vector_size(16), aligned(1), may_alias));
/** Stored by the widest instructions of the processor. */
using Line = uint64_t __attribute__((vector_size(64), aligned(1), may_alias));

/** The odd number nearest to 2^64 divided by the golden ratio. */
constexpr uint64_t kStep = 0x9e3779b97f4a7c15u;

/** Spreads every bit of a word over all of it. */
uint64_t mix(uint64_t value) {
  for (int round = 0; round < 3; round++) value = (value ^ (value >> 32)) * kStep;
  return value ^ (value >> 32);
}

/** What all sectors of one write have in common. */
struct Author {
  Author(const Expectation& place, uint32_t writer, uint64_t sequence)
      : runId(place.runId),
        identity(uint64_t{place.generation} << 32 | place.file),
        sequence(sequence),
        writer(writer),
        seed(mix(mix(place.runId) ^ identity)) {}

  uint64_t runId;
  uint64_t identity;
  uint64_t sequence;
  uint32_t writer;
  uint64_t seed;
};

void storeWord(uint8_t* sector, size_t at, uint64_t word) { std::memcpy(sector + at, &word, sizeof word); }

void fillPattern(uint64_t seed, uint64_t offset, uint8_t* sector) {
  uint64_t start = mix(seed ^ offset);
  Words pattern = {start, start + kStep};
  for (size_t at = kHeaderBytes; at < kSectorBytes; at += sizeof pattern, pattern += 2 * kStep) {
    *reinterpret_cast<Words*>(sector + at) = pattern;
  }
}

/** All but the checksum. Word by word: wider loads of a header just made would wait for its stores. */
void fill(const Author& author, uint64_t offset, uint8_t* sector) {
  storeWord(sector, offsetof(SectorHeader, magic), kSectorMagic);
  storeWord(sector, offsetof(SectorHeader, runId), author.runId);
  storeWord(sector, offsetof(SectorHeader, offset), offset);
  storeWord(sector, offsetof(SectorHeader, file), author.identity);
  storeWord(sector, offsetof(SectorHeader, sequence), author.sequence);
  storeWord(sector, offsetof(SectorHeader, writer), author.writer);
  fillPattern(author.seed, offset, sector);
}

void setChecksum(uint8_t* sector, uint32_t checksum) {
  std::memcpy(sector + offsetof(SectorHeader, checksum), &checksum, sizeof checksum);
}

Sector makeSector(const Author& author, uint64_t offset) {
  Sector sector;
  fill(author, offset, sector.data());
  setChecksum(sector.data(), crc32c(sector.data() + 8, kSectorBytes - 8));
  return sector;
}

uint64_t wordAt(const uint8_t* sector, size_t at) {
  uint64_t word;
  std::memcpy(&word, sector + at, sizeof word);
  return word;
}

/** How many leading sectors are right, in groups; `visit` is called for each group of right ones. */
template <typename Data, typename Visit>
size_t rightSectors(const Expectation& expectation, uint64_t offset, Data* data, size_t count, Visit visit) {
  // The header as words of eight bytes: this runs for every sector of every read.
  uint64_t identity = uint64_t{expectation.generation} << 32 | expectation.file;
  uint32_t checksums[kGroup];
  for (size_t sector = 0; sector < count; sector += kGroup) {
    size_t group = std::min(kGroup, count - sector);
    Data* sectors = data + sector * kSectorBytes;
    sectorChecksums(sectors, group, checksums);
    uint64_t difference = 0;
    for (size_t i = 0; i < group; i++, offset += kSectorBytes) {
      const uint8_t* at = sectors + i * kSectorBytes;
      difference |= (uint64_t{checksums[i]} << 32 | kSectorMagic) ^ wordAt(at, offsetof(SectorHeader, magic));
      difference |= expectation.runId ^ wordAt(at, offsetof(SectorHeader, runId));
      difference |= offset ^ wordAt(at, offsetof(SectorHeader, offset));
      difference |= identity ^ wordAt(at, offsetof(SectorHeader, file));
    }
    if (difference != 0) return sector;
    visit(sectors, group);
  }
  return count;
}

/** Poisons bytes [from, to) of each sector; both are multiples of a line. */
__attribute__((target_clones("avx2", "default"))) void poisonParts(uint8_t* sectors, size_t count, size_t from,
                                                                   size_t to, uint64_t word) {
  Line line = Line{} + word;
  for (uint8_t* end = sectors + count * kSectorBytes; sectors < end; sectors += kSectorBytes) {
    for (size_t at = from; at < to; at += sizeof line) *reinterpret_cast<Line*>(sectors + at) = line;
  }
}

/** How many leading bytes of a part of one sector are as expected. */
size_t rightPart(const Expectation& expectation, uint64_t offset, const uint8_t* data, size_t length) {
  size_t within = offset % kSectorBytes;
  // Who wrote the sector is taken from the sector, where those bytes are there to be read.
  bool whole = within == 0 && length >= kHeaderBytes;
  SectorHeader found = whole ? headerOf(data) : SectorHeader{};
  Sector sector = makeSector(Author(expectation, found.writer, found.sequence), offset - within);
  for (size_t i = 0; i < length; i++) {
    size_t at = within + i;
    bool checksum = at >= 4 && at < 8;
    bool author = at >= 32 && at < 44;
    if (data[i] != sector[at] && (whole || !(checksum || author))) return i;
  }
  return length;
}

}  // namespace

void stamp(const Expectation& place, uint32_t writer, uint64_t sequence, uint8_t* data, size_t length) {
  Author author(place, writer, sequence);
  uint32_t checksums[kGroup];
  for (size_t done = 0; done < length;) {
    uint64_t offset = place.offset + done;
    size_t within = offset % kSectorBytes;
    size_t whole = within == 0 ? std::min(kGroup, (length - done) / kSectorBytes) : 0;
    if (whole == 0) {
      Sector sector = makeSector(author, offset - within);
      size_t part = std::min(kSectorBytes - within, length - done);
      std::memcpy(data + done, sector.data() + within, part);
      done += part;
      continue;
    }
    uint8_t* sectors = data + done;
    for (size_t i = 0; i < whole; i++) fill(author, offset + i * kSectorBytes, sectors + i * kSectorBytes);
    sectorChecksums(sectors, whole, checksums);
    for (size_t i = 0; i < whole; i++) setChecksum(sectors + i * kSectorBytes, checksums[i]);
    done += whole * kSectorBytes;
  }
}

bool allRight(const Expectation& expectation, const uint8_t* data, size_t length) {
  if (expectation.expectedBytes(length) < length) return false;
  size_t head = std::min(length, (kSectorBytes - expectation.offset % kSectorBytes) % kSectorBytes);
  size_t sectors = (length - head) / kSectorBytes;
  size_t tail = head + sectors * kSectorBytes;
  auto ignore = [](const uint8_t*, size_t) {};
  return rightPrefix(expectation, 0, data, head) == head &&
         rightSectors(expectation, expectation.offset + head, data + head, sectors, ignore) == sectors &&
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
  size_t sectors = length / kSectorBytes;
  poisonParts(data, sectors, 0, kSectorBytes, word);
  for (size_t at = sectors * kSectorBytes; at < length; at++) data[at] = static_cast<uint8_t>(word >> (8 * (at % 8)));
}

bool poisonIfRight(const Expectation& expectation, uint8_t* data, size_t length, uint32_t row) {
  bool whole = expectation.offset % kSectorBytes == 0 && length % kSectorBytes == 0;
  if (!whole || expectation.expectedBytes(length) < length) {
    if (!allRight(expectation, data, length)) return false;
    poison(data, length, row);
    return true;
  }
  // The header's line stays until all is known to be right: with it, the pattern can be had back.
  uint64_t word = poisonWord(row);
  auto spoil = [word](uint8_t* group, size_t count) { poisonParts(group, count, sizeof(Line), kSectorBytes, word); };
  size_t sectors = length / kSectorBytes;
  size_t right = rightSectors(expectation, expectation.offset, data, sectors, spoil);
  if (right == sectors) {
    poisonParts(data, sectors, 0, sizeof(Line), word);
    return true;
  }
  Author author(expectation, 0, 0);
  for (size_t at = 0; at < right * kSectorBytes; at += kSectorBytes) {
    fillPattern(author.seed, expectation.offset + at, data + at);
  }
  return false;
}

}  // namespace uringlab
