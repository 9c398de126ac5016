#pragma once
// What this kernel's io_uring can do, found by trying.

#include <cstdint>
#include <vector>

namespace uringlab {

struct Probe {
  /** 0, or why io_uring_setup(2) failed. */
  int error = 0;
  /** IORING_FEAT_* bits. */
  uint32_t features = 0;
  /** Numbers of the IORING_OP_* the kernel has. */
  std::vector<uint8_t> operations;
  /** 0, or why a ring with IORING_SETUP_SQPOLL could not be had. */
  int sqpollError = 0;
};

Probe probe();

}  // namespace uringlab
