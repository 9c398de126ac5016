#include "arguments.hpp"

namespace uringlab::arguments {

namespace {

constexpr uint8_t kBufferSelect = 32;  // IOSQE_BUFFER_SELECT

// __io_prep_rw() of io_uring/rw.c
void placeAndFlags(Arguments& to, const Request& request) {
  const sqe_words& sqe = request.sqe;
  to.offset("off", sqe.off);
  to.someFlags("flags", sqe.op_flags, flags::readWrite);
  to.someAddress("ioprio", sqe.ioprio);
  to.someFlags("attr_type", sqe.last, flags::attributes);
  if (sqe.last != 0) to.address("attr", sqe.addr3);
}

void buffer(Arguments& to, const Request& request) {
  // With provided buffers the SQE names none; the one that was selected is known once the request is done.
  uint64_t address = (request.sqe.flags & kBufferSelect) != 0 ? request.address : request.sqe.addr;
  to.address("buf", address);
  to.count("len", request.sqe.len);
}

void vectors(Arguments& to, const Request& request) {
  to.address("iov", request.sqe.addr);
  to.count("vlen", request.sqe.len);
  if (request.vectorBytes != ~0ull) to.count("bytes", request.vectorBytes);
}

// __io_splice_prep() of io_uring/splice.c; the request's own file is the one written to.
void spliceFrom(Arguments& to, const Request& request) {
  constexpr uint32_t kInputIsFixed = 1u << 31;  // SPLICE_F_FD_IN_FIXED
  to.descriptor("fd_in", static_cast<int32_t>(request.sqe.file_index), (request.sqe.op_flags & kInputIsFixed) != 0, nullptr);
}

}  // namespace

void readWrite(Arguments& to, const Request& request) {
  to.file(request);
  buffer(to, request);
  placeAndFlags(to, request);
}

void readWriteFixed(Arguments& to, const Request& request) {
  to.file(request);
  buffer(to, request);
  if (request.submitSeen) to.count("buf_index", request.sqe.buf_index);
  placeAndFlags(to, request);
}

void vectored(Arguments& to, const Request& request) {
  to.file(request);
  vectors(to, request);
  placeAndFlags(to, request);
}

void vectoredFixed(Arguments& to, const Request& request) {
  to.file(request);
  vectors(to, request);
  if (request.submitSeen) to.count("buf_index", request.sqe.buf_index);
  placeAndFlags(to, request);
}

// io_read_mshot_prep(): the buffers are provided ones, their length is the buffers' own
void readMultishot(Arguments& to, const Request& request) {
  to.file(request);
  if (request.sqe.len != 0) to.count("len", request.sqe.len);
  placeAndFlags(to, request);
}

// io_fsync_prep() of io_uring/sync.c
void fsync(Arguments& to, const Request& request) {
  to.file(request);
  to.someNumber("off", static_cast<int64_t>(request.sqe.off));
  to.someNumber("len", request.sqe.len);
  to.someFlags("flags", request.sqe.op_flags, flags::fsync);
}

// io_sfr_prep()
void syncRange(Arguments& to, const Request& request) {
  to.file(request);
  to.offset("off", request.sqe.off);
  to.count("len", request.sqe.len);
  to.flags("flags", request.sqe.op_flags, flags::syncRange);
}

// io_fallocate_prep(): the length is in addr, the mode in len
void allocate(Arguments& to, const Request& request) {
  to.file(request);
  to.flags("mode", request.sqe.len, flags::allocate);
  to.offset("off", request.sqe.off);
  to.count("len", request.sqe.addr);
}

// io_ftruncate_prep() of io_uring/truncate.c
void truncate(Arguments& to, const Request& request) {
  to.file(request);
  to.count("length", request.sqe.off);
}

// io_fadvise_prep() of io_uring/advise.c: a length of more than 32 bits is in addr since 6.10
void fileAdvice(Arguments& to, const Request& request) {
  to.file(request);
  to.offset("off", request.sqe.off);
  to.count("len", request.sqe.addr != 0 ? request.sqe.addr : request.sqe.len);
  to.choice("advice", request.sqe.op_flags, flags::fileAdvice);
}

// io_madvise_prep(): a length of more than 32 bits is in off since 6.10
void memoryAdvice(Arguments& to, const Request& request) {
  to.address("addr", request.sqe.addr);
  to.count("len", request.sqe.off != 0 ? request.sqe.off : request.sqe.len);
  to.choice("advice", request.sqe.op_flags, flags::memoryAdvice);
}

void splice(Arguments& to, const Request& request) {
  spliceFrom(to, request);
  to.offset("off_in", request.sqe.addr);
  to.file(request);
  to.offset("off", request.sqe.off);
  to.count("len", request.sqe.len);
  to.someFlags("flags", request.sqe.op_flags, flags::splice);
}

void tee(Arguments& to, const Request& request) {
  spliceFrom(to, request);
  to.file(request);
  to.count("len", request.sqe.len);
  to.someFlags("flags", request.sqe.op_flags, flags::splice);
}

}  // namespace uringlab::arguments
