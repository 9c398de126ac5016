#include "classify.hpp"

#include <algorithm>

namespace uringlab {
namespace {

bool continues(const SectorRange& last, const SectorRange& next) {
  const Origin& a = last.origin;
  const Origin& b = next.origin;
  bool adjacent = a.offset.has_value() == b.offset.has_value() &&
                  (!a.offset || *a.offset + (next.start - last.start) == *b.offset);
  return last.kind == next.kind && a.row == b.row && a.file == b.file && a.generation == b.generation && adjacent;
}

uint8_t poisonByte(uint32_t row, size_t position) {
  return static_cast<uint8_t>(poisonWord(row) >> (8 * (position % 8)));
}

/** Judges one buffer, one slice at a time: a slice lies in one sector of the file and on one side of its end. */
class Classifier {
 public:
  Classifier(const Expectation& expectation, const uint8_t* data, const PreviousAt& previousAt)
      : expectation_(expectation), data_(data), previousAt_(previousAt) {}

  Judgement judge(size_t length) {
    size_t expected = expectation_.expectedBytes(length);
    for (size_t at = 0; at < length;) {
      size_t sectorEnd = at + kSectorBytes - (expectation_.offset + at) % kSectorBytes;
      size_t end = std::min({sectorEnd, length, at < expected ? expected : length});
      at < expected ? judgeExpected(at, end) : judgeBeyondEnd(at, end);
      at = end;
    }
    return summary(length);
  }

 private:
  void judgeExpected(size_t start, size_t end) {
    size_t edge = start + rightPrefix(expectation_, start, data_ + start, end - start);
    if (edge == end) return push(rightRange(start, end));
    if (auto range = known(start, end)) return push(*range);
    // The edge of a transfer may lie within a sector.
    if (edge > start) {
      if (auto rest = known(edge, end)) {
        push(rightRange(start, edge));
        return push(*rest);
      }
    }
    if (framedByPoison(start, end)) return;
    push(damaged(start, end));
  }

  void judgeBeyondEnd(size_t start, size_t end) {
    auto range = known(start, end);
    push(range ? *range : damaged(start, end));
  }

  std::optional<SectorRange> known(size_t start, size_t end) const {
    if (auto range = poisoned(start, end)) return range;
    if (std::all_of(data_ + start, data_ + end, [](uint8_t byte) { return byte == 0; })) {
      return range(start, end, SectorClass::zeroes, {});
    }
    if (auto range = described(start, end)) return range;
    return leftBehind(start, end);
  }

  std::optional<SectorRange> poisoned(size_t start, size_t end) const {
    uint64_t word = poisonWord(0);
    uint8_t seen = 0xf0;
    bool tagged = false;
    for (size_t at = start; at < end; at++) {
      unsigned phase = at % 8;
      if ((seen >> phase & 1) == 0) word |= uint64_t{data_[at]} << (8 * phase);
      seen |= static_cast<uint8_t>(1u << phase);
      tagged |= phase >= 4;
      if (data_[at] != static_cast<uint8_t>(word >> (8 * phase))) return {};
    }
    if (!tagged) return {};
    Origin origin;
    if (seen == 0xff) origin.row = static_cast<uint32_t>(word);
    return range(start, end, SectorClass::poison, origin);
  }

  /** A header, and a checksum that holds over what it heads. */
  std::optional<SectorRange> described(size_t start, size_t end) const {
    auto header = visibleHeader(start, end);
    if (!header || header->offset % kSectorBytes != 0) return {};
    Expectation own{header->runId, header->file, header->generation, header->offset, UINT64_MAX};
    if (rightPrefix(own, 0, data_ + start, end - start) != end - start) return {};
    Origin origin{{}, header->file, header->offset, header->generation};
    if (header->runId != expectation_.runId) return range(start, end, SectorClass::otherRun, origin);
    if (leftBehind(start, end)) return leftBehind(start, end);
    if (header->file != expectation_.file) return range(start, end, SectorClass::otherFile, origin);
    bool elsewhere = header->offset != expectation_.offset + start;
    return range(start, end, elsewhere ? SectorClass::otherOffset : SectorClass::oldGeneration, origin);
  }

  /** What an earlier request had left at this place of the buffer. */
  std::optional<SectorRange> leftBehind(size_t start, size_t end) const {
    auto previous = previousAt_(start);
    if (!previous) return {};
    Expectation old{expectation_.runId, previous->file, previous->generation, previous->offset, UINT64_MAX};
    if (rightPrefix(old, 0, data_ + start, end - start) != end - start) return {};
    Origin origin{previous->row, previous->file, previous->offset, previous->generation};
    return range(start, end, SectorClass::earlierRead, origin);
  }

  /** Right bytes between bytes that nobody wrote. */
  bool framedByPoison(size_t start, size_t end) {
    size_t word = (start + 7) / 8 * 8;
    if (word + 8 > end) return false;
    uint64_t value;
    std::memcpy(&value, data_ + word, 8);
    if (value >> 32 != kPoisonTag) return false;
    auto row = static_cast<uint32_t>(value);
    size_t from = start;
    while (from < end && data_[from] == poisonByte(row, from)) from++;
    size_t to = end;
    while (to > from && data_[to - 1] == poisonByte(row, to - 1)) to--;
    if (from == start || rightPrefix(expectation_, from, data_ + from, to - from) != to - from) return false;
    push(range(start, from, SectorClass::poison, {row, {}, {}, {}}));
    push(rightRange(from, to));
    if (to < end) push(range(to, end, SectorClass::poison, {row, {}, {}, {}}));
    return true;
  }

  SectorRange damaged(size_t start, size_t end) const {
    auto header = visibleHeader(start, end);
    if (!header) return range(start, end, SectorClass::noise, {});
    return range(start, end, SectorClass::torn, {{}, header->file, header->offset, header->generation});
  }

  std::optional<SectorHeader> visibleHeader(size_t start, size_t end) const {
    if ((expectation_.offset + start) % kSectorBytes != 0 || end - start < kHeaderBytes) return {};
    SectorHeader header = headerOf(data_ + start);
    if (header.magic != kSectorMagic) return {};
    return header;
  }

  static SectorRange range(size_t start, size_t end, SectorClass kind, const Origin& origin) {
    return {static_cast<uint32_t>(start), static_cast<uint32_t>(end), kind, origin};
  }

  static SectorRange rightRange(size_t start, size_t end) { return range(start, end, SectorClass::right, {}); }

  void push(const SectorRange& next) {
    if (!ranges_.empty() && continues(ranges_.back(), next)) {
      ranges_.back().end = next.end;
    } else {
      ranges_.push_back(next);
    }
  }

  Judgement summary(size_t length) {
    Judgement judgement;
    judgement.firstBad = length;
    for (const SectorRange& range : ranges_) {
      if (range.kind == SectorClass::right) continue;
      if (judgement.badBytes == 0) judgement.firstBad = firstDifference(range);
      judgement.badBytes += range.end - range.start;
    }
    judgement.ranges = std::move(ranges_);
    return judgement;
  }

  size_t firstDifference(const SectorRange& range) const {
    size_t expected = expectation_.expectedBytes(range.end);
    if (range.start >= expected) return range.start;
    size_t sectorEnd = range.start + kSectorBytes - (expectation_.offset + range.start) % kSectorBytes;
    size_t end = std::min({sectorEnd, size_t{range.end}, expected});
    return range.start + rightPrefix(expectation_, range.start, data_ + range.start, end - range.start);
  }

  const Expectation& expectation_;
  const uint8_t* data_;
  const PreviousAt& previousAt_;
  std::vector<SectorRange> ranges_;
};

}  // namespace

Judgement classify(const Expectation& expectation, const uint8_t* data, size_t length, const PreviousAt& previousAt) {
  return Classifier(expectation, data, previousAt).judge(length);
}

}  // namespace uringlab
