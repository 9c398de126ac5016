#pragma once
// Requests in flight: submissions and completions put together. A request is known by its address, which is used again once it completed;
// completions without one (multishot CQEs, kernels before 5.17) by ring and user_data, the oldest first.

#include <cstdint>
#include <deque>
#include <functional>
#include <unordered_map>
#include <vector>

#include "file-table.hpp"
#include "pointer-map.hpp"
#include "request.hpp"

namespace uringlab {

class RequestTable {
 public:
  /** `byUserData`: every request has to be found by ring and user_data. */
  RequestTable(FileTable& files, bool byUserData) : files_(files), byUserData_(byUserData) {}

  /**
   * A new request. What was at its address before and never completed is handed to `forgotten` first: it was asked to have no CQE
   * (IOSQE_CQE_SKIP_SUCCESS), or its completion was lost, or not told.
   */
  const Request& submit(const record& record, const std::function<void(const Request&)>& forgotten);

  /** The request with its result. It stays valid until the next call; unless `more`, it is no longer in flight. */
  Request& complete(const record& record);

  void note(const record& record);

  /**
   * A CQE found the CQ ring full. Newer kernels tell nothing else of its completion; older ones have told io_uring_complete just before, and
   * `toldBefore` says that this may be one of them. nullptr: nothing to tell.
   */
  Request* overflow(const record& record, bool toldBefore);

  /** Those that have not posted their last CQE, by order of submission; each without what its earlier ones said. */
  std::vector<Request> unfinished() const;

  uint64_t submitted() const { return submitted_; }

 private:
  using Index = std::unordered_map<uint64_t, std::deque<uint32_t>>;

  bool needsUserData(const Request& request) const;
  uint32_t findByUserData(uint64_t ring, uint64_t userData);
  uint32_t findOldest(uint64_t ring, uint64_t userData) const;
  void release(uint32_t number);
  void fillFromCompletion(Request& request, const record& record) const;

  FileTable& files_;
  bool byUserData_;
  uint64_t submitted_ = 0;
  std::deque<Request> requests_;
  std::vector<uint32_t> free_;
  PointerMap byAddress_;
  Index byUserDataIndex_;
  struct Completion {
    uint64_t ring = 0, userData = 0;
    int32_t result = 0;
    bool operator==(const Completion&) const = default;
  };
  Completion lastCompletion_;  // of no request once anything else came
  Request unseen_;  // of a completion whose submission was not seen
};

}  // namespace uringlab
