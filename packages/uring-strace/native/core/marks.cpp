#include "marks.hpp"

namespace uringlab {

Marks::Marks(const Request& request) {
  // IOSQE_IO_DRAIN, _IO_LINK, _IO_HARDLINK, _ASYNC, _CQE_SKIP_SUCCESS: the others show in the arguments.
  constexpr uint8_t kDrain = 2, kLink = 4, kHardLink = 8, kAsync = 16, kSkip = 64;
  constexpr uint8_t kShown = kDrain | kLink | kHardLink | kAsync | kSkip;
  constexpr uint32_t kNotification = 8;  // IORING_CQE_F_NOTIF
  if ((request.sqe.flags & kShown) != 0) {
    add((request.sqe.flags & kLink) != 0, "link");
    add((request.sqe.flags & kHardLink) != 0, "hardlink");
    add((request.sqe.flags & kDrain) != 0, "drain");
    add((request.sqe.flags & kAsync) != 0, "async");
    add((request.sqe.flags & kSkip) != 0, "cqe-skip");
  }
  if (request.way != 0) {
    add((request.way & kByPollThread) != 0, "sqpoll");
    add((request.way & kLinked) != 0, "after-link");
    add((request.way & kDrained) != 0, "drained");
    add((request.way & kPolled) != 0, "poll");
    add((request.way & kPunted) != 0, "iowq");
    add((request.way & kChainBroken) != 0, "chain-broken");
    add((request.way & kOverflowed) != 0, "overflow");
  }
  if (!request.more && !request.completed) return;
  add(request.more, "more");
  add(request.completed && (request.cqeFlags & kNotification) != 0, "notif");
}

}  // namespace uringlab
