#include "ring.hpp"

#include <poll.h>
#include <sched.h>

#include <algorithm>
#include <array>

#include "error.hpp"

namespace uringlab {
namespace {

constexpr int kWaitMs = 100;

/**
 * Flags from best to plainest; each step is one the older kernels know: DEFER_TASKRUN is of 6.1, SINGLE_ISSUER
 * of 6.0, COOP_TASKRUN of 5.19, SUBMIT_ALL of 5.18 (include/uapi/linux/io_uring.h).
 */
std::array<uint32_t, 4> setupFlags(bool sqpoll) {
  constexpr uint32_t all = IORING_SETUP_SUBMIT_ALL;
  if (sqpoll) {
    constexpr uint32_t poll = IORING_SETUP_SQPOLL;
    return {poll | all | IORING_SETUP_SINGLE_ISSUER, poll | all, poll, poll};
  }
  return {all | IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN, all | IORING_SETUP_COOP_TASKRUN, all, 0};
}

/** Nothing is lost by any of these: what was not handed over stays queued. */
bool passing(int error) { return error == EINTR || error == EAGAIN || error == EBUSY || error == ETIME; }

}  // namespace

Ring::Ring(const Options& options) {
  int result = -EINVAL;
  for (uint32_t flags : setupFlags(options.sqpoll)) {
    io_uring_params params{};
    params.flags = flags;
    params.sq_thread_idle = options.sqpollIdleMs;
    result = io_uring_queue_init_params(options.depth, &ring_, &params);
    if (result != -EINVAL) break;
  }
  if (result < 0) throw SystemError(-result, "io_uring_setup", options.sqpoll ? "with SQPOLL" : "");
}

void Ring::registerFiles(std::span<const int> files) {
  int result = io_uring_register_files(&ring_, files.data(), static_cast<unsigned>(files.size()));
  if (result < 0) throw SystemError(-result, "io_uring_register", "files");
}

void Ring::registerBuffers(std::span<const iovec> buffers) {
  int result = io_uring_register_buffers(&ring_, buffers.data(), static_cast<unsigned>(buffers.size()));
  if (result < 0) throw SystemError(-result, "io_uring_register", "buffers");
}

io_uring_sqe* Ring::nextSqe() {
  for (;;) {
    if (io_uring_sqe* sqe = io_uring_get_sqe(&ring_)) return sqe;
    int result = io_uring_sqring_wait(&ring_);
    // Before 5.10 there is nothing to wait with.
    if (result == -EINVAL) sched_yield();
    else if (result < 0 && !passing(-result)) throw SystemError(-result, "io_uring_enter", "");
  }
}

void Ring::submit() {
  int result = io_uring_submit(&ring_);
  if (result < 0 && !passing(-result)) throw SystemError(-result, "io_uring_enter", "");
}

void Ring::submitAndWait() {
  if ((features() & IORING_FEAT_EXT_ARG) != 0) {
    __kernel_timespec timeout{0, kWaitMs * 1'000'000};
    io_uring_cqe* completion = nullptr;
    int result = io_uring_submit_and_wait_timeout(&ring_, &completion, 1, &timeout, nullptr);
    if (result < 0 && !passing(-result)) throw SystemError(-result, "io_uring_enter", "");
    return;
  }
  // Before 5.11 a timeout would be a request of its own, and get in the way of IOSQE_IO_DRAIN.
  submit();
  if (io_uring_cq_ready(&ring_) > 0) return;
  pollfd readable{ring_.ring_fd, POLLIN, 0};
  poll(&readable, 1, kWaitMs);
}

size_t Ring::reap(std::span<Completion> completions) {
  size_t count = 0;
  unsigned head = 0;
  io_uring_cqe* completion = nullptr;
  io_uring_for_each_cqe(&ring_, head, completion) {
    if (count == completions.size()) break;
    completions[count++] = {completion->user_data, completion->res, completion->flags};
  }
  io_uring_cq_advance(&ring_, static_cast<unsigned>(count));
  return count;
}

}  // namespace uringlab
