#include "buffer-contents.hpp"

#include <algorithm>
#include <utility>

namespace uringlab {

void BufferContents::prepare(uint32_t index, uint32_t slot) {
  uint32_t row = plan_.firstRow + index;
  uint32_t length = plan_.length[index];
  Poisoned already = std::exchange(poisoned_[slot], {});
  if (plan_.kindOf(index) == OpKind::write) {
    stamp(expectation(index), execution_.executorTid, row, pool_.at(slot), length);
    pool_.remember(slot, length, index);
  } else if (poisons(index) && !pool_.isShared(slot) && !(already.index == index && already.bytes >= length)) {
    poison(pool_.at(slot), length, row);
  }
}

void BufferContents::judge(uint32_t index, uint32_t slot, uint32_t next) {
  size_t arrived = std::min(size_t{plan_.length[index]}, static_cast<size_t>(execution_.total[index]));
  execution_.outcome[index] = static_cast<uint8_t>(outcome(index, slot, arrived, next));
  if (plan_.kindOf(index) == OpKind::read && !plan_.poison) pool_.remember(slot, arrived, index);
}

Outcome BufferContents::outcome(uint32_t index, uint32_t slot, size_t arrived, uint32_t next) {
  if (execution_.lastResult[index] < 0) return Outcome::error;
  if (plan_.kindOf(index) == OpKind::fsync) return Outcome::unverified;
  if (plan_.consumer == Consumer::strict && arrived < plan_.length[index]) return Outcome::refused;
  size_t trusted = plan_.consumer == Consumer::ignore ? plan_.length[index] : arrived;
  if (!plan_.verify || trusted == 0) return Outcome::unverified;
  if (plan_.kindOf(index) == OpKind::write) {
    if (trusted == arrived) return Outcome::unverified;
    describeUnwritten(index, slot, arrived);
    return Outcome::mismatch;
  }
  if (right(index, slot, trusted, next)) return Outcome::right;
  describe(index, slot, trusted);
  return Outcome::mismatch;
}

bool BufferContents::right(uint32_t index, uint32_t slot, size_t trusted, uint32_t next) {
  uint8_t* buffer = pool_.at(slot);
  // What another request brings into this very buffer must not be taken for poison.
  if (next == plan_.operations() || !poisons(next) || pool_.isShared(slot)) return allRight(expectation(index), buffer, trusted);
  if (!poisonIfRight(expectation(index), buffer, trusted, plan_.firstRow + next)) return false;
  poisoned_[slot] = {next, trusted};
  return true;
}

void BufferContents::describe(uint32_t index, uint32_t slot, size_t trusted) {
  const uint8_t* buffer = pool_.at(slot);
  auto previousAt = [&](size_t position) { return previous(slot, position); };
  keep(index, slot, classify(expectation(index), buffer, trusted, previousAt));
}

void BufferContents::describeUnwritten(uint32_t index, uint32_t slot, size_t arrived) {
  Judgement judgement;
  if (arrived > 0) judgement.ranges.push_back({0, static_cast<uint32_t>(arrived), SectorClass::right, {}});
  judgement.firstBad = arrived;
  judgement.badBytes = plan_.length[index] - arrived;
  keep(index, slot, std::move(judgement));
}

void BufferContents::keep(uint32_t index, uint32_t slot, Judgement judgement) {
  execution_.mismatches++;
  execution_.badBytes[index] = static_cast<uint32_t>(judgement.badBytes);
  if (execution_.kept.size() >= plan_.keepMismatches) return;
  const uint8_t* buffer = pool_.at(slot);
  execution_.kept.push_back(
      {index, execution_.rest[index], std::move(judgement), Bytes(buffer, buffer + plan_.length[index])});
}

std::optional<Previous> BufferContents::previous(uint32_t slot, size_t position) const {
  auto owner = pool_.owner(slot, position);
  if (!owner) return {};
  uint64_t offset = static_cast<uint64_t>(plan_.offset[*owner]) + position;
  return Previous{plan_.firstRow + *owner, plan_.fileOf(*owner).id, plan_.generation[*owner], offset};
}

Expectation BufferContents::expectation(uint32_t index) const {
  const PlanFile& file = plan_.fileOf(index);
  return {plan_.runId, file.id, plan_.generation[index], static_cast<uint64_t>(plan_.offset[index]), file.bytes};
}

}  // namespace uringlab
