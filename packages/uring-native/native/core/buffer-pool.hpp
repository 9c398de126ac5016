#pragma once
// One page-aligned buffer a slot, or for several where an application shares them, and what each of its sectors was last used for.

#include <sys/uio.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "mapping.hpp"
#include "sector.hpp"

namespace uringlab {

class BufferPool {
 public:
  BufferPool(uint32_t slots, uint32_t longest, uint32_t slotsPerBuffer)
      : slotsPerBuffer_(slotsPerBuffer),
        stride_((longest + kPageBytes - 1) / kPageBytes * kPageBytes),
        sectors_(stride_ / kSectorBytes),
        users_((slots + slotsPerBuffer - 1) / slotsPerBuffer),
        memory_(Mapping::anonymous(users_.size() * stride_ + kPageBytes)),
        owners_(users_.size() * sectors_) {
    for (uint32_t slot = slots; slot > 0; slot--) free_.push_back(slot - 1);
  }

  size_t available() const { return free_.size(); }
  uint32_t take() {
    uint32_t slot = free_.back();
    free_.pop_back();
    users_[bufferOf(slot)]++;
    return slot;
  }
  void give(uint32_t slot) {
    users_[bufferOf(slot)]--;
    free_.push_back(slot);
  }

  uint32_t bufferOf(uint32_t slot) const { return slot / slotsPerBuffer_; }
  /** Another slot that is taken has the same buffer. */
  bool isShared(uint32_t slot) const { return users_[bufferOf(slot)] > 1; }

  uint8_t* at(uint32_t slot) const { return memory_.data() + bufferOf(slot) * stride_; }
  iovec vector(uint32_t slot) const { return {at(slot), stride_}; }

  /** Operation `index` has left its data in the first `bytes` bytes of the slot. */
  void remember(uint32_t slot, size_t bytes, uint32_t index) {
    size_t touched = (bytes + kSectorBytes - 1) / kSectorBytes;
    for (size_t sector = 0; sector < touched; sector++) owners_[bufferOf(slot) * sectors_ + sector] = index + 1;
  }
  std::optional<uint32_t> owner(uint32_t slot, size_t position) const {
    uint32_t owner = owners_[bufferOf(slot) * sectors_ + position / kSectorBytes];
    return owner == 0 ? std::nullopt : std::optional(owner - 1);
  }

  void abandon() { memory_.abandon(); }

 private:
  uint32_t slotsPerBuffer_;
  size_t stride_;
  size_t sectors_;
  std::vector<uint32_t> users_;
  Mapping memory_;
  std::vector<uint32_t> owners_;
  std::vector<uint32_t> free_;
};

}  // namespace uringlab
