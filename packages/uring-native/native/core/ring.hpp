#pragma once
// RAII for an io_uring, with the best set-up flags that the kernel takes.

#include <liburing.h>

#include <cstdint>
#include <span>

namespace uringlab {

struct Completion {
  uint64_t userData;
  int32_t result;
  uint32_t flags;
};

class Ring {
 public:
  struct Options {
    uint32_t depth;
    bool sqpoll;
    uint32_t sqpollIdleMs;
  };

  explicit Ring(const Options& options);
  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;
  ~Ring() { io_uring_queue_exit(&ring_); }

  void registerFiles(std::span<const int> files);
  void registerBuffers(std::span<const iovec> buffers);

  /**
   * With no more than `depth` in flight there always is one, but with SQPOLL it may have to be waited for: the kernel's
   * thread says which SQEs it has taken only after it posted completions of them (io_uring/io_uring.c,
   * io_submit_sqes()). Hands nothing over, so that a chain stays whole.
   */
  io_uring_sqe* nextSqe();

  /** Hands over what is queued. Never waits. */
  void submit();
  /** The same, then waits for a completion, 100 ms at most, so that a stop is noticed. */
  void submitAndWait();
  uint32_t ready() const { return io_uring_cq_ready(&ring_); }
  /** Takes what has completed, without waiting. */
  size_t reap(std::span<Completion> completions);

  uint32_t features() const { return ring_.features; }
  uint32_t overflows() const { return *ring_.cq.koverflow; }
  io_uring* raw() { return &ring_; }

 private:
  io_uring ring_;
};

}  // namespace uringlab
