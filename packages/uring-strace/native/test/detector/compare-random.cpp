// ShortDetector against PlainJudge on random events in a small world, where everything meets everything. Arguments: seed, rounds.
// Prints the events and both judgements of the first round in which they differ; exit status 1 then.

#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <random>
#include <sstream>

#include "describe.hpp"
#include "plain-judge.hpp"
#include "short-detector.hpp"
#include "system-calls.hpp"

namespace uringlab {
namespace {

constexpr int kEvents = 200;
constexpr uint64_t kFileBytes = 64;
constexpr uint64_t kMemory = 0x1000;

class Round {
 public:
  explicit Round(uint64_t seed)
      : random_(seed),
        detector_([this](const ShortFinding& finding) { found_.push_back(describe(finding)); }),
        judge_([this](const ShortFinding& finding) { expected_.push_back(describe(finding)); }) {
    for (size_t i = 0; i < 3; i++) files_[i] = {.file = 100 + i, .inode = 10 + i / 2, .inodeNumber = 0, .device = 0, .mode = S_IFREG, .path = ""};
  }

  /** Whether both judged alike. */
  bool play() {
    for (int i = 0; i < kEvents; i++) {
      step();
      // What one event decides may concern several processes, which have no order among them.
      std::sort(found_.begin() + static_cast<long>(same_), found_.end());
      std::sort(expected_.begin() + static_cast<long>(same_), expected_.end());
      if (found_ != expected_ || detector_.open() != judge_.open()) return false;
      same_ = found_.size();
    }
    return true;
  }
  size_t findings() const { return found_.size(); }

  void print() const {
    std::printf("%s", log_.str().c_str());
    for (size_t i = same_; i < found_.size(); i++) std::printf("detector: %s\n", found_[i].c_str());
    for (size_t i = same_; i < expected_.size(); i++) std::printf("expected: %s\n", expected_[i].c_str());
    std::printf("open: %zu, expected %zu\n", detector_.open(), judge_.open());
  }

 private:
  uint64_t below(uint64_t limit) { return random_() % limit; }
  uint32_t process() { return static_cast<uint32_t>(1 + below(3)); }

  void step() {
    uint64_t what = below(100);
    if (what < 40) return submit();
    if (what < 75) return complete();
    if (what < 95) return call();
    if (what < 98) {
      uint32_t parent = process();
      uint32_t child = 1 + parent % 3;
      log_ << "exit " << child << ", fork " << parent << " " << child << "\n";
      detector_.exited(child, ++time_);
      judge_.exited(child, time_);
      detector_.forked(parent, child);
      judge_.forked(parent, child);
      return;
    }
    uint32_t ending = process();
    log_ << "exit " << ending << "\n";
    detector_.exited(ending, ++time_);
    judge_.exited(ending, time_);
  }

  void submit() {
    Request request;
    request.order = ++order_;
    request.submitTime = ++time_;
    request.process = process();
    request.submitSeen = true;
    request.sqe.opcode = below(4) == 0 ? kOpWrite : kOpRead;
    request.sqe.off = below(kFileBytes);
    request.sqe.len = static_cast<uint32_t>(1 + below(24));
    request.sqe.addr = kMemory + below(200);
    request.file = &files_[below(3)];
    log_ << (request.sqe.opcode == kOpWrite ? "write " : "read ") << order_ << " process=" << request.process << " at=" << request.sqe.off
         << " len=" << request.sqe.len << " buf=" << request.sqe.addr << " file=" << request.file->file << "\n";
    detector_.submitted(request);
    judge_.submitted(request);
    flying_.push_back(request);
  }

  void complete() {
    if (flying_.empty()) return;
    size_t which = below(flying_.size());
    Request request = flying_[which];
    flying_.erase(flying_.begin() + static_cast<long>(which));
    request.completeTime = ++time_;
    request.completed = true;
    request.result = below(3) == 0 ? static_cast<int32_t>(request.sqe.len) : static_cast<int32_t>(below(request.sqe.len + 1));
    request.position = request.sqe.off + static_cast<uint64_t>(request.result);
    request.size = below(12) == 0 ? below(kFileBytes) : 4 * kFileBytes;
    request.mode = S_IFREG;
    log_ << "done " << request.order << " = " << request.result << " size=" << request.size << "\n";
    detector_.completed(request);
    judge_.completed(request);
  }

  void call() {
    constexpr int kCalls[] = {kPread64, kPwrite64, kRead, kMunmap, kClose};
    Call call;
    call.time = ++time_;
    call.process = process();
    call.number = kCalls[below(5)];
    call.file = &files_[below(3)];
    call.position = below(kFileBytes);
    call.references = 1 + below(2);
    uint64_t memory = kMemory + below(200);
    uint64_t bytes = 1 + below(24);
    if (call.number == kMunmap) {
      call.argument[0] = memory;
      call.argument[1] = bytes;
    } else if (call.number != kClose) {
      call.argument[1] = memory;
      call.argument[2] = bytes;
      call.argument[3] = below(kFileBytes);
    }
    log_ << nameOfCall(call.number) << " process=" << call.process << " memory=" << memory << " bytes=" << bytes << " at=" << call.argument[3]
         << " position=" << call.position << " file=" << call.file->file << " references=" << call.references << "\n";
    detector_.called(call);
    judge_.called(call);
  }

  std::mt19937_64 random_;
  uint64_t time_ = 0;
  uint64_t order_ = 0;
  TracedFile files_[3];
  std::vector<Request> flying_;
  std::vector<std::string> found_;
  std::vector<std::string> expected_;
  size_t same_ = 0;
  std::ostringstream log_;
  ShortDetector detector_;
  PlainJudge judge_;
};

}  // namespace
}  // namespace uringlab

int main(int count, char** arguments) {
  if (count != 3) {
    std::fprintf(stderr, "usage: compare-random SEED ROUNDS\n");
    return 2;
  }
  uint64_t seed = std::strtoull(arguments[1], nullptr, 10);
  uint64_t rounds = std::strtoull(arguments[2], nullptr, 10);
  size_t findings = 0;
  for (uint64_t round = 0; round < rounds; round++) {
    uringlab::Round one(seed + round);
    if (!one.play()) {
      std::printf("seed %lu:\n", seed + round);
      one.print();
      return 1;
    }
    findings += one.findings();
  }
  std::printf("%lu rounds, %zu findings alike\n", rounds, findings);
  return findings == 0 ? 1 : 0;
}
