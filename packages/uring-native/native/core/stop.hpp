#pragma once
// Asks a thread to end early. request() may be called from any thread and from a signal handler.

#include <sys/eventfd.h>

#include <atomic>

#include "fd.hpp"

namespace uringlab {

class Stop {
 public:
  Stop() : event_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (event_.get() < 0) throw SystemError(errno, "eventfd", "");
  }

  void request() {
    requested_.store(true, std::memory_order_relaxed);
    // Only a full counter refuses, and then the reader is awake anyway.
    [[maybe_unused]] int refused = eventfd_write(event_.get(), 1);
  }
  bool requested() const { return requested_.load(std::memory_order_relaxed); }
  /** Becomes readable, and stays so, when the stop is requested. */
  int fd() const { return event_.get(); }

 private:
  std::atomic<bool> requested_ = false;
  Fd event_;
};

}  // namespace uringlab
