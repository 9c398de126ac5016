#pragma once
// What is in the buffers: stamped before a write, poisoned before a read, judged after it.

#include <cstdint>
#include <optional>
#include <vector>

#include "buffer-pool.hpp"
#include "plan.hpp"
#include "result.hpp"

namespace uringlab {

class BufferContents {
 public:
  BufferContents(const Plan& plan, BufferPool& pool, Execution& execution)
      : plan_(plan), pool_(pool), execution_(execution), poisoned_(plan.depth) {}

  /** Before operation `index` is queued. */
  void prepare(uint32_t index, uint32_t slot);
  /** After its last completion: sets outcome and bad bytes. `next` is the operation likely to take the slot. */
  void judge(uint32_t index, uint32_t slot, uint32_t next);

 private:
  /** What a buffer is poisoned for already, and how far. */
  struct Poisoned {
    uint32_t index = 0;
    size_t bytes = 0;
  };

  Outcome outcome(uint32_t index, uint32_t slot, size_t arrived, uint32_t next);
  bool right(uint32_t index, uint32_t slot, size_t trusted, uint32_t next);
  void describe(uint32_t index, uint32_t slot, size_t trusted);
  /** Of a write: the file has what its count says, and nobody has said that it has the rest. */
  void describeUnwritten(uint32_t index, uint32_t slot, size_t arrived);
  void keep(uint32_t index, uint32_t slot, Judgement judgement);
  bool poisons(uint32_t index) const { return plan_.poison && plan_.kindOf(index) == OpKind::read; }
  std::optional<Previous> previous(uint32_t slot, size_t position) const;
  Expectation expectation(uint32_t index) const;

  const Plan& plan_;
  BufferPool& pool_;
  Execution& execution_;
  std::vector<Poisoned> poisoned_;
};

}  // namespace uringlab
