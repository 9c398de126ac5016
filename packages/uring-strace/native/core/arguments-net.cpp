#include "arguments.hpp"

namespace uringlab::arguments {

namespace {

constexpr uint16_t kFixedBuffer = 4;          // IORING_RECVSEND_FIXED_BUF
constexpr uint64_t kSocketTypeMask = 0xf;     // SOCK_TYPE_MASK

void messageFlags(Arguments& to, const sqe_words& sqe) {
  to.someFlags("flags", sqe.op_flags, flags::socketMessage);
  to.someFlags("ioprio", sqe.ioprio, flags::sendReceive);
  if ((sqe.ioprio & kFixedBuffer) != 0) to.count("buf_index", sqe.buf_index);
}

void bufferOf(Arguments& to, const sqe_words& sqe) {
  constexpr uint16_t kVectorized = 32;  // IORING_SEND_VECTORIZED
  bool vectors = (sqe.ioprio & kVectorized) != 0;
  to.address(vectors ? "iov" : "buf", sqe.addr);
  to.count(vectors ? "vlen" : "len", sqe.len);
}

}  // namespace

// io_sendmsg_prep(), io_send_zc_prep() of io_uring/net.c
void sendMessage(Arguments& to, const Request& request) {
  to.file(request);
  to.address("msg", request.sqe.addr);
  messageFlags(to, request.sqe);
}

// io_recvmsg_prep()
void receiveMessage(Arguments& to, const Request& request) { sendMessage(to, request); }

// io_sendmsg_prep(): addr2 and the low half of file_index are the address to send to
void send(Arguments& to, const Request& request) {
  const sqe_words& sqe = request.sqe;
  to.file(request);
  bufferOf(to, sqe);
  messageFlags(to, sqe);
  to.someAddress("addr", sqe.off);
  to.someNumber("addrlen", sqe.file_index & 0xffff);
}

// io_recvmsg_prep(): file_index limits what a multishot receives altogether, since 6.17
void receive(Arguments& to, const Request& request) {
  to.file(request);
  bufferOf(to, request.sqe);
  messageFlags(to, request.sqe);
  to.someNumber("limit", request.sqe.file_index);
}

// io_recvzc_prep()
void receiveZeroCopy(Arguments& to, const Request& request) {
  to.file(request);
  to.count("len", request.sqe.len);
  to.count("ifq", request.sqe.file_index);
  to.someFlags("flags", request.sqe.op_flags, flags::socketMessage);
  to.someFlags("ioprio", request.sqe.ioprio, flags::sendReceive);
}

// io_accept_prep()
void accept(Arguments& to, const Request& request) {
  const sqe_words& sqe = request.sqe;
  to.file(request);
  to.address("addr", sqe.addr);
  to.address("addrlen", sqe.off);
  to.someFlags("flags", sqe.op_flags, flags::socketFlags);
  to.someFlags("ioprio", sqe.ioprio, flags::accept);
  to.someSlot("file_index", sqe.file_index);
}

// io_connect_prep(): the length is in addr2
void connect(Arguments& to, const Request& request) {
  to.file(request);
  to.address("addr", request.sqe.addr);
  to.count("addrlen", request.sqe.off);
}

// io_bind_prep(): as connect
void bind(Arguments& to, const Request& request) { connect(to, request); }

// io_listen_prep()
void listen(Arguments& to, const Request& request) {
  to.file(request);
  to.number("backlog", static_cast<int32_t>(request.sqe.len));
}

// io_socket_prep()
void socket(Arguments& to, const Request& request) {
  const sqe_words& sqe = request.sqe;
  to.choice("domain", static_cast<uint32_t>(sqe.fd), flags::domain);
  to.choiceWithFlags("type", sqe.off & kSocketTypeMask, flags::socketType, sqe.off & ~kSocketTypeMask, flags::socketFlags);
  to.count("protocol", sqe.len);
  to.someFlags("flags", sqe.op_flags, {});
  to.someSlot("file_index", sqe.file_index);
}

// io_shutdown_prep()
void shutdown(Arguments& to, const Request& request) {
  to.file(request);
  to.choice("how", request.sqe.len, flags::shutdown);
}

// io_poll_add_prep() of io_uring/poll.c: what IORING_POLL_ADD_* says is in len
void pollAdd(Arguments& to, const Request& request) {
  to.file(request);
  to.flags("events", request.sqe.op_flags, flags::poll);
  to.someFlags("flags", request.sqe.len, flags::pollCommand);
}

// io_poll_remove_prep()
void pollRemove(Arguments& to, const Request& request) {
  constexpr uint32_t kUpdateEvents = 2, kUpdateUserData = 4;
  const sqe_words& sqe = request.sqe;
  to.address("target", sqe.addr);
  if ((sqe.len & kUpdateEvents) != 0) to.flags("events", sqe.op_flags, flags::poll);
  if ((sqe.len & kUpdateUserData) != 0) to.address("new_user_data", sqe.off);
  to.someFlags("flags", sqe.len, flags::pollCommand);
}

// io_epoll_ctl_prep() of io_uring/epoll.c
void epollControl(Arguments& to, const Request& request) {
  to.descriptor("epfd", request.sqe.fd, false, nullptr);
  to.choice("op", request.sqe.len, flags::epollCommand);
  to.descriptor("fd", static_cast<int32_t>(request.sqe.off), false, nullptr);
  to.address("event", request.sqe.addr);
}

// io_epoll_wait_prep()
void epollWait(Arguments& to, const Request& request) {
  to.file(request);
  to.address("events", request.sqe.addr);
  to.count("maxevents", request.sqe.len);
}

}  // namespace uringlab::arguments
