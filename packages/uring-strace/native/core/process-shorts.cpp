#include "process-shorts.hpp"

#include <algorithm>

#include "system-calls.hpp"

namespace uringlab {
namespace {

// A loop that asks for the rest byte by byte goes on from the front, and makes no pieces.
constexpr size_t kMostPieces = 64;

void sortByNumber(Shorts& shorts) {
  std::sort(shorts.begin(), shorts.end(), [](const OpenShort* a, const OpenShort* b) { return a->number < b->number; });
  shorts.erase(std::unique(shorts.begin(), shorts.end()), shorts.end());
}

size_t at(Direction direction) { return static_cast<size_t>(direction); }

uint64_t restOf(const OpenShort& open) { return open.memoryOf(open.missing()).begin; }

bool isAppending(const OpenShort& open) {
  const Request& request = open.finding.request;
  return open.direction == Direction::write && request.submitSeen && request.sqe.off != kCurrentPosition &&
         request.sqe.off != open.finding.offset;
}

}  // namespace

void ProcessShorts::add(OpenShort& open) {
  all_.emplace(open.number, &open);
  FileShorts& file = files_[open.file];
  file.shorts++;
  if (isAppending(open)) file.appending++;
  if (open.direction == Direction::read) file.reached.emplace(open.reached(), open.number);
  file.byMissing[at(open.direction)].emplace(std::pair(open.finding.missing, open.number), &open);
  if (open.memoryWatched) file.byRest[at(open.direction)].emplace(std::pair(restOf(open), open.number), &open);
  byStructFile_[open.finding.request.file->file].emplace(open.number, &open);
  index(open, file);
}

void ProcessShorts::remove(OpenShort& open) {
  all_.erase(open.number);
  auto found = files_.find(open.file);
  FileShorts& file = found->second;
  unindex(open, file);
  file.reached.erase({open.reached(), open.number});
  forgetMisplaced(open, file);
  if (isAppending(open)) file.appending--;
  if (--file.shorts == 0) files_.erase(found);
  auto through = byStructFile_.find(open.finding.request.file->file);
  if (through == byStructFile_.end()) return;
  through->second.erase(open.number);
  if (through->second.empty()) byStructFile_.erase(through);
}

Shorts ProcessShorts::all() const {
  Shorts shorts;
  for (const auto& [number, open] : all_) shorts.push_back(open);
  return shorts;
}

Shorts ProcessShorts::askedBy(const FileKey& key, const Transfer& transfer, uint64_t limit) const {
  Shorts shorts;
  auto file = files_.find(key);
  if (file == files_.end() || !transfer.placed) return shorts;
  file->second.parts[at(transfer.direction)].visitOverlapping(transfer.range, [&](Range, OpenShort* open) {
    if (open->number < limit) shorts.push_back(open);
    return true;
  });
  sortByNumber(shorts);
  return shorts;
}

bool ProcessShorts::take(OpenShort& open, Range part) {
  FileShorts& file = files_.find(open.file)->second;
  unindex(open, file);
  std::vector<Range> left;
  for (Range piece : open.remaining) {
    if (Range before{piece.begin, std::min(piece.end, part.begin)}; !before.empty()) left.push_back(before);
    if (Range after{std::max(piece.begin, part.end), piece.end}; !after.empty()) left.push_back(after);
  }
  open.remaining = std::move(left);
  index(open, file);
  return open.remaining.size() <= kMostPieces;
}

void ProcessShorts::misplace(const FileKey& key, const Transfer& transfer) {
  auto found = files_.find(key);
  if (found == files_.end() || !transfer.placed) return;
  FileShorts& file = found->second;
  // The oldest: completions are dealt with in order, as a rule.
  auto firstOf = [&](const std::map<std::pair<uint64_t, uint64_t>, OpenShort*>& shorts, uint64_t what) -> OpenShort* {
    auto first = shorts.lower_bound({what, 0});
    if (first == shorts.end() || first->first.first != what) return nullptr;
    return first->second->missing().overlaps(transfer.range) ? nullptr : first->second;
  };
  size_t way = at(transfer.direction);
  OpenShort* open = transfer.memory.empty() ? nullptr : firstOf(file.byRest[way], transfer.memory.begin);
  if (open == nullptr) open = firstOf(file.byMissing[way], transfer.bytes);
  if (open != nullptr) misplace(*open, transfer.range.begin);
}

void ProcessShorts::misplace(OpenShort& open, uint64_t place) {
  if (open.finding.wrongOffset) return;
  open.finding.wrongOffset = true;
  open.finding.wrongOffsetAt = place;
  forgetMisplaced(open, files_.find(open.file)->second);
}

void ProcessShorts::doubt(const FileKey& key, Direction direction, uint64_t limit) {
  auto file = files_.find(key);
  if (file == files_.end()) return;
  uint64_t& below = file->second.doubtfulBelow[at(direction)];
  below = std::max(below, limit);
}

bool ProcessShorts::isDoubtful(const OpenShort& open) const {
  auto file = files_.find(open.file);
  return file != files_.end() && open.number < file->second.doubtfulBelow[at(open.direction)];
}

Shorts ProcessShorts::inMemory(Range memory) const {
  Shorts shorts;
  memory_.visitOverlapping(memory, [&](Range, OpenShort* open) {
    shorts.push_back(open);
    return true;
  });
  sortByNumber(shorts);
  return shorts;
}

void ProcessShorts::stopWatchingMemory(OpenShort& open) {
  if (!open.memoryWatched) return;
  for (Range part : open.remaining) memory_.erase(open.memoryOf(part), &open);
  open.memoryWatched = false;
}

Shorts ProcessShorts::readsUpTo(const FileKey& key, uint64_t size) const {
  Shorts shorts;
  auto file = files_.find(key);
  if (file == files_.end()) return shorts;
  const auto& reached = file->second.reached;
  for (auto it = reached.lower_bound({size, 0}); it != reached.end(); ++it) shorts.push_back(all_.find(it->second)->second);
  sortByNumber(shorts);
  return shorts;
}

Shorts ProcessShorts::through(const TracedFile& file) const {
  Shorts shorts;
  auto found = byStructFile_.find(file.file);
  if (found == byStructFile_.end()) return shorts;
  for (const auto& [number, open] : found->second) shorts.push_back(open);
  return shorts;
}

bool ProcessShorts::appends(const FileKey& key) const {
  auto file = files_.find(key);
  return file != files_.end() && file->second.appending != 0;
}

void ProcessShorts::index(OpenShort& open, FileShorts& file) {
  for (Range part : open.remaining) {
    file.parts[at(open.direction)].insert(part, &open);
    if (open.memoryWatched) memory_.insert(open.memoryOf(part), &open);
  }
}

void ProcessShorts::unindex(OpenShort& open, FileShorts& file) {
  for (Range part : open.remaining) {
    file.parts[at(open.direction)].erase(part, &open);
    if (open.memoryWatched) memory_.erase(open.memoryOf(part), &open);
  }
}

void ProcessShorts::forgetMisplaced(OpenShort& open, FileShorts& file) {
  file.byMissing[at(open.direction)].erase({open.finding.missing, open.number});
  file.byRest[at(open.direction)].erase({restOf(open), open.number});
}

}  // namespace uringlab
