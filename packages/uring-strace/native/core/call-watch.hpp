#pragma once
// Watches system calls, and submissions where only short requests are told, as long as it matters: every call of the system costs while
// sys_enter has a program. What was called in a gap is covered by the kernel's own counts of reads and writes.

#include <cstdint>
#include <unordered_map>

#include "programs.hpp"
#include "short-detector.hpp"

namespace uringlab {

class CallWatch {
 public:
  /** `submissions`: of all requests, whatever happens. */
  CallWatch(Programs& programs, ShortDetector& detector, bool submissions);

  /** A short came back: before the detector judges it. `counted`: reads and writes of the thread so far. */
  void shortCompletes(uint32_t process, uint32_t thread, uint32_t counted);
  /** A thread ended, having called so many: its gap can be judged without /proc. */
  void threadEnds(uint32_t process, uint32_t thread, uint32_t counted);

  /** After each round of records, at `now`. */
  void adapt(uint64_t now);

  bool allSubmissions() const { return allSubmissions_; }
  bool allCalls() const { return allCalls_; }

 private:
  /** How long nothing has to be open before watching stops: a program that is not in the middle of a series of shorts. */
  static constexpr uint64_t kQuiet = 1'000'000'000;

  struct Gap {
    uint32_t thread;
    uint32_t counted;
    bool known;  // one thread alone came back short
  };

  void resume(uint64_t now);
  void pause();
  void judgeGaps();

  Programs& programs_;
  ShortDetector& detector_;
  bool submissions_;
  bool watching_ = true;
  bool allSubmissions_ = true;
  bool allCalls_ = true;
  uint64_t needed_ = 0;
  std::unordered_map<uint32_t, Gap> gaps_;  // by process
};

}  // namespace uringlab
