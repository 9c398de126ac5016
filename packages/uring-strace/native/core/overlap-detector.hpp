#pragma once
// Requests in flight whose memory overlaps while one of them reads into it: what is in there afterwards depends on which ends first.
// From submission to completion, per process. Vectored requests are left out, as their vectors are not told one by one, and those
// with provided buffers, whose memory the kernel picks, and those whose success posts no CQE (IOSQE_CQE_SKIP_SUCCESS), whose end is
// not told. Fixed buffers are known by address.

#include <functional>
#include <map>
#include <unordered_map>

#include "interval-index.hpp"
#include "transfer.hpp"

namespace uringlab {

struct OverlapFinding {
  Request earlier;  // by submission
  Request later;
  Range shared;
};

class OverlapDetector {
 public:
  using Report = std::function<void(const OverlapFinding&)>;
  static constexpr size_t kMostInFlight = 65536;
  /** Pairs that are reported for one request; further ones are counted. */
  static constexpr size_t kMostPairs = 8;

  explicit OverlapDetector(Report report, size_t mostInFlight = kMostInFlight)
      : report_(std::move(report)), mostInFlight_(mostInFlight) {}

  void submitted(const Request& request);
  void completed(const Request& request);
  /** The process executed, or its last thread is gone: what it had in flight will not be told any more. */
  void ended(uint32_t process);
  /** Completions may be among the records: nothing that is in flight now is known to stay so. */
  void recordsLost();

  size_t inFlight() const { return requests_.size(); }
  /** Pairs that were found and not reported: at least so many. */
  uint64_t unreported() const { return unreported_; }
  /** Requests that were left out because too many were in flight. */
  uint64_t unwatched() const { return unwatched_; }

 private:
  struct Flight {
    Request request;
    Range memory;
    bool into = false;  // memory is read into
  };
  /** The flights in exactly one range of memory, by order: many requests on one buffer are one entry to a search. */
  using Group = std::map<uint64_t, const Flight*>;
  struct Memory {
    // The first of `groups` is of flights that read into memory, the second of those that only write from it.
    std::map<std::pair<uint64_t, uint64_t>, Group> groups[2];
    IntervalIndex<Group*> ranges[2];
    std::map<uint64_t, Flight> flights;
  };

  void reportPairs(const Memory& memory, const Flight& flight);
  void remove(Memory& memory, const Flight& flight);

  Report report_;
  size_t mostInFlight_;
  uint64_t unreported_ = 0;
  uint64_t unwatched_ = 0;
  std::unordered_map<uint32_t, Memory> processes_;
  std::unordered_map<uint64_t, uint32_t> requests_;  // order to process
};

}  // namespace uringlab
