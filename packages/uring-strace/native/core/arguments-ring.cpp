#include "arguments.hpp"
#include "opcodes.hpp"

namespace uringlab {

void listArguments(Arguments& to, const Request& request) {
  const Opcode& opcode = opcodeOf(request.sqe.opcode);
  if (!request.submitSeen && (opcode.classes & (kReadClass | kWriteClass)) == 0) {
    // Of others than reads and writes a completion tells no more than this.
    if (request.file != nullptr) to.unknownDescriptor("fd", request.file);
    to.address("user_data", request.sqe.user_data);
    return;
  }
  opcode.list(to, request);
  if (!request.submitSeen) return;
  // Those that change the buffers themselves name the group in any case.
  constexpr uint8_t kBufferSelect = 32;  // IOSQE_BUFFER_SELECT
  if ((request.sqe.flags & kBufferSelect) != 0 && (opcode.classes & kRingClass) == 0) to.count("buf_group", request.sqe.buf_index);
  to.someNumber("personality", request.sqe.personality);
}

namespace arguments {

// io_nop_prep() of io_uring/nop.c
void nop(Arguments& to, const Request& request) {
  constexpr uint32_t kInjectResult = 1, kFile = 2, kFixedFile = 4, kFixedBuffer = 8;
  const sqe_words& sqe = request.sqe;
  if (sqe.op_flags == 0) return;
  if ((sqe.op_flags & kInjectResult) != 0) to.number("result", static_cast<int32_t>(sqe.len));
  if ((sqe.op_flags & kFile) != 0) to.descriptor("fd", sqe.fd, (sqe.op_flags & kFixedFile) != 0, request.file);
  if ((sqe.op_flags & kFixedBuffer) != 0) to.count("buf_index", sqe.buf_index);
  to.flags("flags", sqe.op_flags, flags::nop);
}

// __io_timeout_prep() of io_uring/timeout.c
void timeout(Arguments& to, const Request& request) {
  to.address("ts", request.sqe.addr);
  to.count("count", static_cast<uint32_t>(request.sqe.off));
  to.someFlags("flags", request.sqe.op_flags, flags::timeout);
}

void linkTimeout(Arguments& to, const Request& request) {
  to.address("ts", request.sqe.addr);
  to.someFlags("flags", request.sqe.op_flags, flags::timeout);
}

// io_timeout_remove_prep()
void timeoutRemove(Arguments& to, const Request& request) {
  constexpr uint32_t kUpdates = 2 | 16;  // IORING_TIMEOUT_UPDATE_MASK
  to.address("target", request.sqe.addr);
  if ((request.sqe.op_flags & kUpdates) != 0) to.address("ts", request.sqe.off);
  to.someFlags("flags", request.sqe.op_flags, flags::timeout);
}

// io_async_cancel_prep() and io_cancel_req_match() of io_uring/cancel.c
void cancel(Arguments& to, const Request& request) {
  constexpr uint32_t kFd = 2, kAny = 4, kFdFixed = 8, kUserData = 16, kOpcode = 32;
  const sqe_words& sqe = request.sqe;
  if ((sqe.op_flags & kFd) != 0) to.descriptor("fd", sqe.fd, (sqe.op_flags & kFdFixed) != 0 || (sqe.flags & 1) != 0, request.file);
  if ((sqe.op_flags & kOpcode) != 0) to.opcode("op", static_cast<uint8_t>(sqe.len));
  if ((sqe.op_flags & (kFd | kOpcode | kAny)) == 0 || (sqe.op_flags & kUserData) != 0) to.address("target", sqe.addr);
  to.someFlags("flags", sqe.op_flags, flags::cancel);
}

// io_files_update_prep() of io_uring/rsrc.c
void filesUpdate(Arguments& to, const Request& request) {
  to.address("fds", request.sqe.addr);
  to.count("nr", request.sqe.len);
  if (static_cast<uint32_t>(request.sqe.off) == ~0u) {
    to.slot("off", ~0u);
  } else {
    to.count("off", request.sqe.off);
  }
}

// io_provide_buffers_prep() of io_uring/kbuf.c
void provideBuffers(Arguments& to, const Request& request) {
  to.address("addr", request.sqe.addr);
  to.count("len", request.sqe.len);
  to.number("nr", request.sqe.fd);
  to.count("buf_group", request.sqe.buf_index);
  to.count("bid", request.sqe.off);
}

// io_remove_buffers_prep()
void removeBuffers(Arguments& to, const Request& request) {
  to.number("nr", request.sqe.fd);
  to.count("buf_group", request.sqe.buf_index);
}

// io_msg_ring_prep() of io_uring/msg_ring.c
void messageRing(Arguments& to, const Request& request) {
  constexpr uint64_t kSendFd = 1;     // IORING_MSG_SEND_FD
  constexpr uint32_t kPassFlags = 2;  // IORING_MSG_RING_FLAGS_PASS
  const sqe_words& sqe = request.sqe;
  to.file(request);
  to.choice("cmd", sqe.addr, flags::messageCommand);
  to.address("data", sqe.off);
  if (sqe.addr == kSendFd) {
    to.descriptor("src_fd", static_cast<int32_t>(sqe.addr3), true, nullptr);
    to.someSlot("file_index", sqe.file_index);
  } else {
    to.number("res", static_cast<int32_t>(sqe.len));
    if ((sqe.op_flags & kPassFlags) != 0) to.flags("cqe_flags", sqe.file_index, flags::cqe);
  }
  to.someFlags("flags", sqe.op_flags, flags::message);
}

// io_uring_cmd_prep() of io_uring/uring_cmd.c, and io_uring_cmd_sock() of io_uring/cmd_net.c
void command(Arguments& to, const Request& request) {
  constexpr uint32_t kGetOption = 2, kSetOption = 3;
  const sqe_words& sqe = request.sqe;
  uint32_t operation = static_cast<uint32_t>(sqe.off);
  bool socket = request.file != nullptr && (request.file->mode & 0170000) == 0140000;
  to.file(request);
  if (socket) {
    to.choice("cmd_op", operation, flags::socketCommand);
  } else {
    to.address("cmd_op", operation);
  }
  if (socket && (operation == kGetOption || operation == kSetOption)) {
    to.count("level", static_cast<uint32_t>(sqe.addr));
    to.count("optname", sqe.addr >> 32);
    to.address("optval", sqe.addr3);
    to.count("optlen", sqe.file_index);
  } else {
    // What these mean is the driver's affair.
    to.someAddress("addr", sqe.addr);
    to.someNumber("len", sqe.len);
  }
  if ((sqe.op_flags & 1) != 0) to.count("buf_index", sqe.buf_index);
  to.someFlags("flags", sqe.op_flags, flags::command);
}

// io_futex_prep() of io_uring/futex.c
void futex(Arguments& to, const Request& request) {
  constexpr uint32_t kSize = 3;  // FUTEX2_SIZE_MASK
  static constexpr Name kSizes[] = {{0, "FUTEX2_SIZE_U8"}, {1, "FUTEX2_SIZE_U16"}, {2, "FUTEX2_SIZE_U32"}, {3, "FUTEX2_SIZE_U64"}};
  uint32_t word = static_cast<uint32_t>(request.sqe.fd);
  to.address("uaddr", request.sqe.addr);
  to.count("val", request.sqe.off);
  to.address("mask", request.sqe.addr3);
  to.choiceWithFlags("flags", word & kSize, kSizes, word & ~kSize, flags::futex);
}

// io_futexv_prep()
void futexVector(Arguments& to, const Request& request) {
  to.address("waiters", request.sqe.addr);
  to.count("nr", request.sqe.len);
}

// io_waitid_prep() of io_uring/waitid.c
void waitId(Arguments& to, const Request& request) {
  to.choice("which", request.sqe.len, flags::waitId);
  to.number("id", request.sqe.fd);
  to.address("info", request.sqe.off);
  to.flags("options", request.sqe.file_index, flags::wait);
}

/** An opcode that came after 6.18: the words as they are. */
void unknown(Arguments& to, const Request& request) {
  const sqe_words& sqe = request.sqe;
  to.file(request);
  to.address("off", sqe.off);
  to.address("addr", sqe.addr);
  to.count("len", sqe.len);
  to.address("flags", sqe.op_flags);
  to.someAddress("ioprio", sqe.ioprio);
  to.someNumber("buf_index", sqe.buf_index);
  to.someNumber("file_index", sqe.file_index);
  to.someAddress("addr3", sqe.addr3);
}

}  // namespace arguments

}  // namespace uringlab
