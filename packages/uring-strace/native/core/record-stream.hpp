#pragma once
// The records of all CPUs in the order of time.

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <ctime>
#include <vector>

#include "programs.hpp"

namespace uringlab {

/** CLOCK_MONOTONIC, as the programs read it. */
inline uint64_t monotonicNow() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<uint64_t>(time.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(time.tv_nsec);
}

/**
 * Merges the CPUs' rings. A program takes its place before it reads the clock (bpf/ring.bpf.h): so once the clock was read here and the heads
 * after it, every record that is older than that has its place below the heads. Those are merged; newer ones wait for the next round.
 */
class RecordStream {
 public:
  explicit RecordStream(Programs& programs) : programs_(programs), cursors_(programs.cpus()) {}

  /**
   * Hands over what is there now, at most `most` records. True: there is more. `prepare` is called once it is settled which records those
   * are: whatever the programs told before writing them is there then.
   */
  template <typename Prepare, typename Handle>
  bool read(size_t most, Prepare&& prepare, Handle&& handle) {
    // The programs' clock can be a little behind this one while the kernel adjusts it (ktime_get_mono_fast_ns of kernel/time/timekeeping.c).
    uint64_t limit = monotonicNow() - kClockSlack;
    std::atomic_thread_fence(std::memory_order_seq_cst);
    for (uint32_t cpu = 0; cpu < cursors_.size(); cpu++) {
      cursors_[cpu].end = std::atomic_ref(programs_.ring(cpu).head).load(std::memory_order_acquire);
      advance(cpu, limit);
    }
    prepare();
    while (most > 0) {
      uint32_t first = 0;
      uint64_t time = kNever, next = kNever;
      for (uint32_t cpu = 0; cpu < cursors_.size(); cpu++) {
        uint64_t other = cursors_[cpu].time;
        if (other < time) {
          next = time;
          time = other;
          first = cpu;
        } else if (other < next) {
          next = other;
        }
      }
      if (time > limit) break;
      Cursor& cursor = cursors_[first];
      // All that this CPU has before another one's turn.
      size_t taken = 0;
      while (cursor.time <= next && cursor.time <= limit && taken < most) {
        handle(*cursor.record);
        cursor.tail++;
        taken++;
        advance(first, limit);
      }
      most -= taken;
      std::atomic_ref(programs_.ring(first).tail).store(cursor.tail, std::memory_order_release);
      seen_ = std::max(seen_, time);
    }
    if (most > 0) seen_ = std::max(seen_, limit);
    return most == 0;
  }

  /** All records that are older than this were handed over, or lost. */
  uint64_t seen() const { return seen_; }

  /** Records for which there was no room, so far. */
  uint64_t lost() const {
    uint64_t sum = 0;
    for (uint32_t cpu = 0; cpu < cursors_.size(); cpu++)
      sum += std::atomic_ref(programs_.ring(cpu).lost).load(std::memory_order_relaxed);
    return sum;
  }

  /** Completions of all watched requests, also of those that were not told. */
  uint64_t completions() const {
    uint64_t sum = 0;
    for (uint32_t cpu = 0; cpu < cursors_.size(); cpu++)
      sum += std::atomic_ref(programs_.ring(cpu).completions).load(std::memory_order_relaxed);
    return sum;
  }

 private:
  static constexpr uint64_t kNever = ~0ull;
  static constexpr uint64_t kClockSlack = 2'000;
  static constexpr size_t kAhead = 6;

  struct Cursor {
    uint64_t tail = 0;
    uint64_t end = 0;
    uint64_t time = kNever;
    const struct record* record = nullptr;
  };

  /** Looks at the next record of a CPU. One that is still being written ends the round for all that may be younger. */
  void advance(uint32_t cpu, uint64_t& limit) {
    Cursor& cursor = cursors_[cpu];
    if (cursor.tail == cursor.end) {
      cursor.time = kNever;
      return;
    }
    const auto& record = programs_.slots(cpu)[cursor.tail & (programs_.slotsPerCpu() - 1)];
    uint64_t sequence = __atomic_load_n(&record.sequence, __ATOMIC_ACQUIRE);
    if (sequence != cursor.tail + 1) {
      limit = std::min(limit, cursor.time == kNever ? seen_ : cursor.time);
      cursor.time = kNever;
      return;
    }
    cursor.record = &record;
    cursor.time = record.time;
    // Another CPU wrote it, and the hardware does not see the pattern through the work that is done on each.
    __builtin_prefetch(&record + kAhead);
    __builtin_prefetch(reinterpret_cast<const char*>(&record + kAhead) + 64);
  }

  Programs& programs_;
  std::vector<Cursor> cursors_;
  uint64_t seen_ = 0;
};

}  // namespace uringlab
