#pragma once
// Whether a process ever asks for the rest of what came back short. Pure: events in, in the order of time, findings out.
//
// A short is *handled* once all its missing bytes were asked for, in however many pieces, by whatever request or call, refused or not, by the
// process or by a child that was forked after the completion. It is *unhandled* when before that the missing part of the buffer is read
// into by something else or freed, the file is closed, or the process executes or ends. A file that became so small meanwhile had its
// end there. Mapping the rest for reading (mmap) asks for it; a mapping that was there before is not seen.
//
// Records that were lost, or calls that were not watched, may have held the asking: what would be unhandled then is *unknown*.

#include <functional>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "lineage.hpp"
#include "process-shorts.hpp"

namespace uringlab {

class ShortDetector {
 public:
  using Report = std::function<void(const ShortFinding&)>;
  static constexpr size_t kMostOpen = 65536;

  /** `report` gets each finding once it is decided; it must not call the detector. */
  explicit ShortDetector(Report report, size_t mostOpen = kMostOpen) : report_(std::move(report)), mostOpen_(mostOpen) {}

  void submitted(const Request& request) {
    if (!opens_.empty()) followSubmission(request);
  }
  void completed(const Request& request) {
    if (!opens_.empty()) followCompletion(request);
    if (request.result >= 0 && isTransfer(request.sqe.opcode)) judge(request);
  }
  void called(const Call& call) {
    if (!opens_.empty()) followCall(call);
  }
  void executed(uint32_t process, uint64_t time);
  /** The last thread of it is gone. */
  void exited(uint32_t process, uint64_t time);
  void forked(uint32_t parent, uint32_t child);
  /** Of whichever process: what is open now cannot be called unhandled any more. */
  void recordsLost() { losses_++; }

  /**
   * System calls of the process are not told from now on (the programs that tell them are attached only once there is a short). What
   * would be unhandled is held back until it is known whether calls were missed.
   */
  void callsUnwatched(uint32_t process) { processes_[process].callsUnwatched = true; }
  /**
   * They are told again. `missed`: the kernel's own count of the reads and writes of the process (/proc/PID/io: syscr, syscw) moved
   * meanwhile, so that the rest may have been asked for unseen; otherwise nothing was missed. May be called alone, for a gap that is over.
   */
  void callsWatched(uint32_t process, bool missed);

  /** What is open stays unknown. */
  void sessionEnds(uint64_t time);

  /** Not decided yet. */
  size_t open() const { return opens_.size(); }
  /** Could not be judged: the number of bytes that was asked for, or the file, is not known. */
  uint64_t unjudged() const { return unjudged_; }
  /** Were given up as unknown, the oldest first, because too many were open. */
  uint64_t givenUp() const { return givenUp_; }

 private:
  /** What may ask for the rest, or take away what it takes. */
  struct Follower {
    uint32_t process;
    uint64_t time;
    const Request* request;
    const Call* call;
  };

  void judge(const Request& request);
  void admit(ShortFinding finding, bool memoryKnown);
  void followSubmission(const Request& request);
  void followCompletion(const Request& request);
  void followCall(const Call& call);
  void follow(const Follower& follower, const TracedFile* file, const Transfer& transfer, bool mayMisplace);
  void reuse(const Follower& follower, Range memory, ShortEnd end);
  void close(const Call& call);
  void close(const Follower& follower, const TracedFile& file, bool surely);
  void moveMemory(const Call& call);
  bool mustWait(const Request& request, const TracedFile* file) const;
  const TracedFile* fileOf(const Request& request) const;
  template <typename Visit>
  void visitLineage(uint32_t process, Visit visit);

  void endAll(uint32_t process, const Follower& follower, ShortEnd end);
  void decideUnhandled(OpenShort& open, ShortEnd end, const Follower& follower);
  void decide(OpenShort& open, ShortState state, ShortEnd end, const Follower& follower);
  void noteEnd(OpenShort& open, ShortEnd end, const Follower& follower) const;
  void announce(OpenShort& open, ShortState state);
  void giveUp(OpenShort& open);
  void drop(OpenShort& open);
  void forgetIfIdle(uint32_t process);

  Report report_;
  size_t mostOpen_;
  uint64_t next_ = 1;
  uint64_t losses_ = 0;
  uint64_t unjudged_ = 0;
  uint64_t givenUp_ = 0;
  std::map<uint64_t, OpenShort> opens_;
  std::unordered_map<uint32_t, ProcessShorts> processes_;
  Lineage lineage_;
  std::unordered_set<uint64_t> waiting_;  // orders of requests that are followed when they complete
};

}  // namespace uringlab
