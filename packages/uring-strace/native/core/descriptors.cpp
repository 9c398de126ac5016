#include "descriptors.hpp"

#include <algorithm>

#include "system-calls.hpp"

namespace uringlab {
namespace {

constexpr size_t kMostKnown = 4096;

}  // namespace

void Descriptors::learn(const Request& completed) {
  if (completed.file == nullptr || !completed.submitSeen) return;
  // What is forgotten is learned again, or waited for until completion.
  if (known_.size() >= kMostKnown) known_.clear();
  known_.insert_or_assign(slotOf(completed), completed.file);
}

const TracedFile* Descriptors::fileOf(const Request& submitted) const {
  if (submitted.file != nullptr) return submitted.file;
  auto found = known_.find(slotOf(submitted));
  return found == known_.end() ? nullptr : found->second;
}

const TracedFile* Descriptors::fileOf(int32_t descriptor) const {
  auto found = known_.find(Slot{false, 0, descriptor});
  return found == known_.end() ? nullptr : found->second;
}

std::vector<const TracedFile*> Descriptors::forget(uint32_t first, uint32_t last) {
  constexpr uint32_t kLargest = 0x7fffffff;
  std::vector<const TracedFile*> files;
  if (first > kLargest) return files;
  auto begin = known_.lower_bound(Slot{false, 0, static_cast<int32_t>(first)});
  auto end = known_.upper_bound(Slot{false, 0, static_cast<int32_t>(std::min(last, kLargest))});
  for (auto at = begin; at != end; ++at) files.push_back(at->second);
  known_.erase(begin, end);
  return files;
}

Descriptors::Slot Descriptors::slotOf(const Request& request) {
  bool fixed = (request.sqe.flags & kSqeFixedFile) != 0;
  return {fixed, fixed ? request.ring : 0, request.sqe.fd};
}

}  // namespace uringlab
