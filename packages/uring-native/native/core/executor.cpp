#include "executor.hpp"

#include <liburing.h>

#include <algorithm>
#include <optional>

#include "buffer-contents.hpp"
#include "buffer-pool.hpp"
#include "clock.hpp"
#include "fd.hpp"
#include "ring.hpp"

namespace uringlab {
namespace {

constexpr uint64_t kUserDataTag = uint64_t{0x75726c} << 40;
/** user_data has eight bits for the attempt. */
constexpr uint32_t kMaxAttempts = 256;
constexpr uint8_t kOrderFlags = IOSQE_IO_LINK | IOSQE_IO_HARDLINK | IOSQE_IO_DRAIN;

Fd openFile(const PlanFile& file) {
  int flags = (file.flags & file_flag::write) != 0 ? O_RDWR : O_RDONLY;
  if ((file.flags & file_flag::direct) != 0) flags |= O_DIRECT;
  if ((file.flags & file_flag::create) != 0) flags |= O_CREAT;
  Fd fd = Fd::open(file.path, flags);
  if ((file.flags & file_flag::random) != 0) posix_fadvise(fd.get(), 0, 0, POSIX_FADV_RANDOM);
  return fd;
}

class Executor {
 public:
  Executor(const Plan& plan, const Stop& stop)
      : plan_(plan),
        stop_(stop),
        result_(plan.operations()),
        pool_(plan.depth, plan.longest, plan.slotsPerBuffer),
        contents_(plan, pool_, result_),
        slots_(plan.depth),
        slotOf_(plan.operations()),
        completions_(plan.depth) {
    for (const PlanFile& file : plan.files) files_.push_back(openFile(file));
    ring_.emplace(Ring::Options{plan.depth, plan.has(ring_flag::sqpoll), plan.sqpollIdleMs});
    registerResources();
  }

  ~Executor() {
    // After an error of the ring itself the kernel may still write to the buffers.
    if (inFlight_ > 0) pool_.abandon();
  }

  Execution run() {
    result_.executorTid = static_cast<uint32_t>(gettid());
    result_.ringFeatures = ring_->features();
    int64_t start = monotonicNs();
    for (fill(); inFlight_ > 0; fill()) {
      if (ring_->ready() == 0) {
        stampSubmission();
        ring_->submitAndWait();
      }
      reap();
    }
    result_.startNs = static_cast<uint64_t>(start);
    result_.elapsedNs = static_cast<uint64_t>(monotonicNs() - start);
    result_.rows = next_;
    result_.aborted = stop_.requested() && next_ < plan_.operations();
    result_.cqOverflows = ring_->overflows();
    return std::move(result_);
  }

 private:
  struct Slot {
    uint32_t index;
    uint32_t rwFlags;
    bool inFlight;
  };

  void registerResources() {
    if (plan_.has(ring_flag::registeredFiles) && !files_.empty()) {
      std::vector<int> numbers;
      for (const Fd& file : files_) numbers.push_back(file.get());
      ring_->registerFiles(numbers);
    }
    if (plan_.has(ring_flag::registeredBuffers) && plan_.longest > 0) {
      std::vector<iovec> buffers;
      for (uint32_t slot = 0; slot < plan_.depth; slot++) buffers.push_back(pool_.vector(slot));
      ring_->registerBuffers(buffers);
    }
  }

  /** Queues until the ring is as deep as asked, or something has completed; hands over a batch at a time. */
  void fill() {
    while (retryOne() || startChain()) {
      if (queued_ < plan_.batch) continue;
      stampSubmission();
      ring_->submit();
      if (ring_->ready() > 0) return;
    }
  }

  bool retryOne() {
    if (retries_.empty()) return false;
    uint32_t slot = retries_.back();
    retries_.pop_back();
    result_.resubmissions++;
    queue(slot, plan_.sqeFlags[slots_[slot].index] & ~kOrderFlags);
    return true;
  }

  /** A chain is handed over whole, whatever the batch: the kernel ends a chain with the submission. */
  bool startChain() {
    if (next_ == plan_.operations() || stopping()) return false;
    uint32_t chain = plan_.chainLength(next_);
    if (pool_.available() < chain) return false;
    for (; chain > 0; chain--) start(next_++);
    return true;
  }

  bool stopping() const {
    return stop_.requested() || (plan_.stopAfterMismatches > 0 && result_.mismatches >= plan_.stopAfterMismatches);
  }

  void start(uint32_t index) {
    uint32_t slot = pool_.take();
    slots_[slot] = {index, plan_.rwFlags[index], false};
    slotOf_[index] = static_cast<uint16_t>(slot);
    result_.buffer[index] = static_cast<uint16_t>(pool_.bufferOf(slot));
    result_.userData[index] = kUserDataTag + plan_.firstRow + index;
    contents_.prepare(index, slot);
    queue(slot, plan_.sqeFlags[index]);
  }

  void queue(uint32_t slot, uint32_t sqeFlags) {
    uint32_t index = slots_[slot].index;
    bool registeredFile = plan_.has(ring_flag::registeredFiles);
    int file = registeredFile ? plan_.file[index] : files_[plan_.file[index]].get();
    auto got = static_cast<uint32_t>(result_.total[index]);
    uint8_t* buffer = pool_.at(slot) + got;
    uint32_t length = plan_.length[index] - got;
    uint64_t offset = fileOffset(index, got);
    bool fixed = plan_.has(ring_flag::registeredBuffers);
    int number = static_cast<int>(slot);

    io_uring_sqe* sqe = ring_->nextSqe();
    switch (plan_.kindOf(index)) {
      case OpKind::read:
        if (fixed) io_uring_prep_read_fixed(sqe, file, buffer, length, offset, number);
        else io_uring_prep_read(sqe, file, buffer, length, offset);
        break;
      case OpKind::write:
        if (fixed) io_uring_prep_write_fixed(sqe, file, buffer, length, offset, number);
        else io_uring_prep_write(sqe, file, buffer, length, offset);
        break;
      case OpKind::fsync:
        io_uring_prep_fsync(sqe, file, 0);
        break;
    }
    sqe->rw_flags = static_cast<__kernel_rwf_t>(slots_[slot].rwFlags);
    sqe->user_data = result_.userData[index] + (uint64_t{result_.attempts[index]} << 32);
    io_uring_sqe_set_flags(sqe, sqeFlags | (registeredFile ? IOSQE_FIXED_FILE : 0));
    result_.attempts[index]++;
    slots_[slot].inFlight = true;
    inFlight_++;
    queued_++;
  }

  /** Where in the file the bytes behind the first `got` are asked for. */
  uint64_t fileOffset(uint32_t index, uint32_t got) {
    uint64_t begin = static_cast<uint64_t>(plan_.offset[index]);
    if (got == 0) return begin;
    bool isWrong = plan_.consumer == Consumer::resubmitWrongOffset && plan_.kindOf(index) == OpKind::read;
    uint64_t offset = isWrong ? got : begin + got;
    if (!result_.rest[index].known()) result_.rest[index] = {got, offset};
    return offset;
  }

  void stampSubmission() {
    queued_ = 0;
    int64_t now = monotonicNs();
    while (stamped_ < next_) result_.submitNs[stamped_++] = now;
  }

  void reap() {
    size_t count = ring_->reap(completions_);
    int64_t now = monotonicNs();
    for (size_t i = 0; i < count; i++) {
      complete(completions_[i], now);
      // The device is not left idle while the other completions are verified. Where slots share a buffer that would reuse one
      // between its completion and the look at it, which no time in the result would show.
      if (i + 1 < count && plan_.slotsPerBuffer == 1) fill();
    }
  }

  void complete(const Completion& completion, int64_t now) {
    uint32_t index = static_cast<uint32_t>(completion.userData) - plan_.firstRow;
    bool known = index < next_ && slots_[slotOf_[index]].index == index && slots_[slotOf_[index]].inFlight &&
                 completion.userData == result_.userData[index] + ((result_.attempts[index] - uint64_t{1}) << 32);
    if (!known) throw SystemError(EPROTO, "io_uring", "completion of a request that is not in flight");
    uint32_t slot = slotOf_[index];
    slots_[slot].inFlight = false;
    inFlight_--;
    record(index, completion, now);
    if (wantsMore(index, slot, completion.result)) {
      retries_.push_back(slot);
      return;
    }
    contents_.judge(index, slot, next_);
    pool_.give(slot);
  }

  void record(uint32_t index, const Completion& completion, int64_t now) {
    int32_t got = completion.result;
    if (result_.attempts[index] == 1) {
      result_.completeNs[index] = now;
      result_.result[index] = got;
      result_.cqeFlags[index] = completion.flags;
      if (got < 0) result_.errors++;
      else if (isShort(index, got)) result_.shortReads++;
    }
    result_.lastResult[index] = got;
    if (got > 0) result_.total[index] += got;
  }

  bool isShort(uint32_t index, int32_t got) const {
    return plan_.kindOf(index) != OpKind::fsync && static_cast<uint32_t>(got) < plan_.length[index];
  }

  /** Whether an application that looks at its results would ask again, and with which flags. */
  bool wantsMore(uint32_t index, uint32_t slot, int32_t got) {
    if (!asksForRest(plan_.consumer) || plan_.kindOf(index) == OpKind::fsync) return false;
    if (result_.attempts[index] == kMaxAttempts) return false;
    if (got == -EAGAIN && (slots_[slot].rwFlags & RWF_NOWAIT) != 0) {
      slots_[slot].rwFlags &= ~static_cast<uint32_t>(RWF_NOWAIT);
      return true;
    }
    // A direct read ends off a sector boundary at the end of the file alone; to go on from there is -EINVAL.
    bool direct = (plan_.fileOf(index).flags & file_flag::direct) != 0;
    auto total = static_cast<uint32_t>(result_.total[index]);
    return got > 0 && total < plan_.length[index] && !(direct && total % kSectorBytes != 0);
  }

  const Plan& plan_;
  const Stop& stop_;
  Execution result_;
  BufferPool pool_;
  BufferContents contents_;
  std::vector<Slot> slots_;
  std::vector<uint16_t> slotOf_;
  std::vector<Completion> completions_;
  std::vector<Fd> files_;
  std::optional<Ring> ring_;
  std::vector<uint32_t> retries_;
  uint32_t next_ = 0;
  uint32_t stamped_ = 0;
  uint32_t queued_ = 0;
  uint32_t inFlight_ = 0;
};

}  // namespace

Execution execute(const Plan& plan, const Stop& stop) { return Executor(plan, stop).run(); }

}  // namespace uringlab
