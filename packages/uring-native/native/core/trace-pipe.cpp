#include "trace-pipe.hpp"

#include <poll.h>

#include <vector>

#include "clock.hpp"

namespace uringlab {
namespace {

constexpr size_t kSplicedAtOnce = 1 << 20;
constexpr int kPollMs = 100;
constexpr int kPauseMs = 10;
/** The drain ends here when somebody left the events on. */
constexpr int64_t kDrainNs = 5'000'000'000;

class Recorder {
 public:
  Recorder(const Fd& source, const Fd& target, size_t subBufferBytes, const Stop& stop)
      : source_(source), target_(target), subBufferBytes_(subBufferBytes), stop_(stop) {}

  RecordedPipe record() {
    try {
      openPipe();
      while (!stop_.requested()) {
        if (!spliceWhole()) pause();
      }
      drain();
    } catch (const std::exception&) {
      recorded_.error = caughtError().number;
    }
    // A full disk may have cut the last sub-buffer.
    recorded_.bytes -= recorded_.bytes % subBufferBytes_;
    if (ftruncate(target_.get(), static_cast<off_t>(recorded_.bytes)) < 0 && recorded_.error == 0) {
      recorded_.error = errno;
    }
    return recorded_;
  }

 private:
  void openPipe() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0) throw SystemError(errno, "pipe2", "");
    out_ = Fd(ends[0]);
    in_ = Fd(ends[1]);
    // More sub-buffers a call; a user at the pipe limit gets the default size.
    fcntl(in_.get(), F_SETPIPE_SZ, static_cast<int>(kSplicedAtOnce));
  }

  /**
   * Moves the sub-buffers that are full, without copying them out of the ring buffer; false when there is none
   * (kernel/trace/trace.c, tracing_buffers_splice_read() takes whole sub-buffers only).
   */
  bool spliceWhole() {
    ssize_t moved = splice(source_.get(), nullptr, in_.get(), nullptr, kSplicedAtOnce, SPLICE_F_NONBLOCK);
    if (moved < 0 && errno != EAGAIN && errno != EINTR) throw SystemError(errno, "splice", "trace_pipe_raw");
    if (moved <= 0) return false;
    for (auto left = static_cast<size_t>(moved); left > 0;) {
      ssize_t written = splice(out_.get(), nullptr, target_.get(), nullptr, left, SPLICE_F_MOVE);
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) throw SystemError(written < 0 ? errno : EIO, "splice", "to the file");
      left -= static_cast<size_t>(written);
      recorded_.bytes += static_cast<size_t>(written);
    }
    return true;
  }

  /** Waits for events, or for the stop. */
  void pause() {
    pollfd watched[] = {{stop_.fd(), POLLIN, 0}, {source_.get(), POLLIN, 0}};
    poll(watched, 2, kPollMs);
    // With a low buffer_percent the source is readable before a sub-buffer is full.
    if (watched[1].revents != 0 && !spliceWhole()) poll(watched, 1, kPauseMs);
  }

  /** Takes the full sub-buffers, then by read(2) the one that is being filled. */
  void drain() {
    int64_t deadline = monotonicNs() + kDrainNs;
    while (spliceWhole() && monotonicNs() < deadline) {
    }
    std::vector<uint8_t> subBuffer(subBufferBytes_);
    while (monotonicNs() < deadline) {
      ssize_t got = read(source_.get(), subBuffer.data(), subBuffer.size());
      if (got < 0 && errno == EINTR) continue;
      if (got < 0 && errno != EAGAIN) throw SystemError(errno, "read", "trace_pipe_raw");
      if (got <= 0) return;
      writeAll(subBuffer.data(), static_cast<size_t>(got));
    }
  }

  void writeAll(const uint8_t* data, size_t bytes) {
    while (bytes > 0) {
      ssize_t written = write(target_.get(), data, bytes);
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) throw SystemError(errno, "write", "");
      data += written;
      bytes -= static_cast<size_t>(written);
      recorded_.bytes += static_cast<size_t>(written);
    }
  }

  const Fd& source_;
  const Fd& target_;
  size_t subBufferBytes_;
  const Stop& stop_;
  Fd out_;
  Fd in_;
  RecordedPipe recorded_;
};

}  // namespace

RecordedPipe recordTracePipe(const Fd& source, const Fd& target, size_t subBufferBytes, const Stop& stop) {
  return Recorder(source, target, subBufferBytes, stop).record();
}

}  // namespace uringlab
