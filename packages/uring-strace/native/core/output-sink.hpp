#pragma once
// Lines and rows on their way out: to a descriptor, or in batches to whoever made the session.

#include <unistd.h>

#include <cerrno>

#include "session-options.hpp"
#include "text.hpp"

namespace uringlab {

class OutputSink {
 public:
  OutputSink(int descriptor, const SessionEvents& events) : descriptor_(descriptor), events_(events) {}

  Text& text() { return text_; }
  RequestColumns& columns() { return columns_; }

  /** After each line or row. */
  void lineEnds() {
    if (text_.size() >= kBatchBytes) flushText();
  }
  void rowEnds() {
    if (columns_.isFull()) flushColumns();
  }

  void flush() {
    if (text_.size() > 0) flushText();
    if (columns_.rows() > 0) flushColumns();
  }

  /** Why the descriptor takes no more (ENOSPC, EPIPE, ...), since when lines are dropped; 0: it takes them. */
  int failure() const { return failure_; }

 private:
  static constexpr size_t kBatchBytes = 256 * 1024;

  void flushText() {
    std::string_view rest = text_.view();
    if (failure_ != 0) rest = {};
    if (descriptor_ < 0) {
      if (events_.lines) events_.lines(rest);
      rest = {};
    }
    while (!rest.empty()) {
      ssize_t written = write(descriptor_, rest.data(), rest.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0 && errno == EAGAIN) {
        waitUntilWritable();
        continue;
      }
      if (written < 0) {
        failure_ = errno;
        break;
      }
      rest.remove_prefix(static_cast<size_t>(written));
    }
    text_.clear();
  }

  /** Pipes and terminals that JavaScript shares may have been made non-blocking. */
  void waitUntilWritable() const;

  void flushColumns() {
    if (events_.columns) events_.columns(columns_.take());
  }

  int descriptor_;
  int failure_ = 0;
  const SessionEvents& events_;
  Text text_{kBatchBytes + 64 * 1024};
  RequestColumns columns_;
};

}  // namespace uringlab
