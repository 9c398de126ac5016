#pragma once
// The rules of ShortDetector once more, as plainly as can be: every short is looked at for every event, byte by byte. Files are known at
// submission, nothing is lost or unwatched.

#include <functional>
#include <map>
#include <set>
#include <vector>

#include "events.hpp"
#include "transfer.hpp"

namespace uringlab {

class PlainJudge {
 public:
  explicit PlainJudge(std::function<void(const ShortFinding&)> report) : report_(std::move(report)) {}

  void submitted(const Request& request);
  void completed(const Request& request);
  void called(const Call& call);
  void exited(uint32_t process, uint64_t time);
  void forked(uint32_t parent, uint32_t child);
  size_t open() const { return shorts_.size(); }

 private:
  struct Short {
    ShortFinding finding;
    size_t number = 0;
    std::set<uint64_t> missing;  // offsets of bytes that were not asked for
    std::set<uint64_t> atFirst;
  };

  bool may(uint32_t process, const Short& one) const;
  static bool isMisplaced(const Short& one, uint32_t process, const Transfer& transfer);
  void ask(uint32_t process, const TracedFile* file, const Transfer& transfer, const ShortFinding& follower);
  void spoil(uint32_t process, Range memory, ShortEnd end, const ShortFinding& follower);
  template <typename Is>
  void decide(Is is, ShortState state, ShortEnd end, const ShortFinding& follower);

  std::function<void(const ShortFinding&)> report_;
  size_t next_ = 1;
  std::vector<Short> shorts_;
  std::map<uint32_t, std::map<uint32_t, size_t>> ancestors_;  // child: ancestor: below which number
};

}  // namespace uringlab
