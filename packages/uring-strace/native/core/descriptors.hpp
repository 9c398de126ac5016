#pragma once
// Which file a request of a process means, before the kernel has looked it up: io_uring does that when it issues the request
// (io_assign_file), so a submission names a descriptor only.

#include <map>
#include <tuple>
#include <vector>

#include "request.hpp"

namespace uringlab {

class Descriptors {
 public:
  void learn(const Request& completed);
  /** Null when not known. */
  const TracedFile* fileOf(const Request& submitted) const;
  const TracedFile* fileOf(int32_t descriptor) const;
  void forget(int32_t descriptor) { known_.erase(Slot{false, 0, descriptor}); }
  /** Forgets plain descriptors from `first` to `last`, and says which files they were. */
  std::vector<const TracedFile*> forget(uint32_t first, uint32_t last);

 private:
  using Slot = std::tuple<bool, uint64_t, int32_t>;  // fixed, of which ring, number

  static Slot slotOf(const Request& request);

  std::map<Slot, const TracedFile*> known_;
};

}  // namespace uringlab
