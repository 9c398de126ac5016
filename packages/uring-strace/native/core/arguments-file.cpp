#include "arguments.hpp"

namespace uringlab::arguments {

namespace {

constexpr uint64_t kAccessMode = 3;             // O_ACCMODE
constexpr uint64_t kCreates = 0100 | 020000000;  // O_CREAT, __O_TMPFILE: only then the mode counts

// __io_setxattr_prep(), __io_getxattr_prep() of io_uring/xattr.c
void attribute(Arguments& to, const sqe_words& sqe) {
  to.address("name", sqe.addr);
  to.address("value", sqe.off);
  to.count("size", sqe.len);
  to.someFlags("flags", sqe.op_flags, flags::xattr);
}

}  // namespace

// io_openat_prep() of io_uring/openclose.c
void openAt(Arguments& to, const Request& request) {
  const sqe_words& sqe = request.sqe;
  to.directory("dfd", sqe.fd);
  to.address("path", sqe.addr);
  to.choiceWithFlags("flags", sqe.op_flags & kAccessMode, flags::openAccess, sqe.op_flags & ~kAccessMode, flags::open);
  if ((sqe.op_flags & kCreates) != 0) to.mode("mode", sqe.len);
  to.someSlot("file_index", sqe.file_index);
}

// io_openat2_prep()
void openAt2(Arguments& to, const Request& request) {
  to.directory("dfd", request.sqe.fd);
  to.address("path", request.sqe.addr);
  to.address("how", request.sqe.off);
  to.count("size", request.sqe.len);
  to.someSlot("file_index", request.sqe.file_index);
}

// io_close_prep(): a descriptor, or a registered file
void close(Arguments& to, const Request& request) {
  if (request.sqe.file_index != 0) {
    to.descriptor("fd", static_cast<int32_t>(request.sqe.file_index - 1), true, request.file);
  } else {
    to.file(request);
  }
}

// io_statx_prep() of io_uring/statx.c
void statx(Arguments& to, const Request& request) {
  to.directory("dfd", request.sqe.fd);
  to.address("path", request.sqe.addr);
  to.flags("flags", request.sqe.op_flags, flags::at);
  to.flags("mask", request.sqe.len, flags::statxMask);
  to.address("statx", request.sqe.off);
}

// io_renameat_prep() of io_uring/fs.c
void renameAt(Arguments& to, const Request& request) {
  to.directory("olddfd", request.sqe.fd);
  to.address("oldpath", request.sqe.addr);
  to.directory("newdfd", static_cast<int32_t>(request.sqe.len));
  to.address("newpath", request.sqe.off);
  to.someFlags("flags", request.sqe.op_flags, flags::rename);
}

// io_unlinkat_prep()
void unlinkAt(Arguments& to, const Request& request) {
  to.directory("dfd", request.sqe.fd);
  to.address("path", request.sqe.addr);
  to.someFlags("flags", request.sqe.op_flags, flags::at);
}

// io_mkdirat_prep()
void makeDirectoryAt(Arguments& to, const Request& request) {
  to.directory("dfd", request.sqe.fd);
  to.address("path", request.sqe.addr);
  to.mode("mode", request.sqe.len);
}

// io_symlinkat_prep()
void symlinkAt(Arguments& to, const Request& request) {
  to.address("target", request.sqe.addr);
  to.directory("newdfd", request.sqe.fd);
  to.address("linkpath", request.sqe.off);
}

// io_linkat_prep()
void linkAt(Arguments& to, const Request& request) {
  to.directory("olddfd", request.sqe.fd);
  to.address("oldpath", request.sqe.addr);
  to.directory("newdfd", static_cast<int32_t>(request.sqe.len));
  to.address("newpath", request.sqe.off);
  to.someFlags("flags", request.sqe.op_flags, flags::at);
}

void xattrOfFile(Arguments& to, const Request& request) {
  to.file(request);
  attribute(to, request.sqe);
}

void xattrOfPath(Arguments& to, const Request& request) {
  to.address("path", request.sqe.addr3);
  attribute(to, request.sqe);
}

// io_pipe_prep() of io_uring/openclose.c
void pipe(Arguments& to, const Request& request) {
  to.address("fds", request.sqe.addr);
  to.someFlags("flags", request.sqe.op_flags, flags::open);
  to.someSlot("file_index", request.sqe.file_index);
}

// io_install_fixed_fd_prep()
void installFd(Arguments& to, const Request& request) {
  to.file(request);
  to.someFlags("flags", request.sqe.op_flags, flags::install);
}

}  // namespace uringlab::arguments
