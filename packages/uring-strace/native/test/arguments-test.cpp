// Every opcode, from the words of its SQE.
#include <set>

#include "expect.hpp"
#include "opcodes.hpp"
#include "write-line.hpp"

namespace uringlab::test {

namespace {

std::set<uint8_t> covered;

template <typename Fill>
void shows(uint8_t opcode, std::string_view wanted, Fill&& fill) {
  covered.insert(opcode);
  Request request = submitted(opcode);
  fill(request.sqe, request);
  expect(opcodeOf(opcode).name, written([&](Text& text) { writeArguments(text, request, true); }), wanted);
}

#define FILL [&]([[maybe_unused]] sqe_words & sqe, [[maybe_unused]] Request & request)

void testReadsAndWrites() {
  shows(1, "READV(fd=5</mnt/f>, iov=0x7f00, vlen=4, bytes=16384, off=0x1000)", FILL {
    sqe.addr = 0x7f00; sqe.len = 4; sqe.off = 0x1000; request.vectorBytes = 16384;
  });
  shows(2, "WRITEV(fd=5</mnt/f>, iov=0x7f00, vlen=4, off=CURRENT, flags=APPEND)", FILL {
    sqe.addr = 0x7f00; sqe.len = 4; sqe.off = ~0ull; sqe.op_flags = 0x10;
  });
  shows(4, "READ_FIXED(fd=@5</mnt/f>, buf=0x7f00, len=4096, buf_index=3, off=0x0)", FILL {
    sqe.flags = 1; sqe.addr = 0x7f00; sqe.len = 4096; sqe.buf_index = 3;
  });
  shows(5, "WRITE_FIXED(fd=5</mnt/f>, buf=0x7f00, len=4096, buf_index=3, off=0x0, flags=DSYNC, ioprio=0x4004)", FILL {
    sqe.addr = 0x7f00; sqe.len = 4096; sqe.buf_index = 3; sqe.op_flags = 2; sqe.ioprio = 0x4004;
  });
  shows(22, "READ(fd=5</mnt/f>, buf=0x7f0000001000, len=65536, off=0x6f40000, flags=NOWAIT)", FILL {
    sqe.addr = 0x7f0000001000; sqe.len = 65536; sqe.off = 0x6f40000; sqe.op_flags = 8;
  });
  shows(22, "READ(fd=5</mnt/f>, buf=0x7f2000, len=4096, off=0x0, buf_group=7, personality=2)", FILL {
    sqe.flags = 32; sqe.len = 4096; sqe.buf_index = 7; sqe.personality = 2; request.address = 0x7f2000;
  });
  shows(23, "WRITE(fd=5</mnt/f>, buf=0x7f00, len=512, off=0x0, attr_type=PI, attr=0x7f80)", FILL {
    sqe.addr = 0x7f00; sqe.len = 512; sqe.addr3 = 0x7f80; sqe.last = 1;
  });
  shows(49, "READ_MULTISHOT(fd=5</mnt/f>, off=CURRENT, buf_group=1)", FILL { sqe.flags = 32; sqe.off = ~0ull; sqe.buf_index = 1; });
  shows(60, "READV_FIXED(fd=5</mnt/f>, iov=0x7f00, vlen=2, buf_index=0, off=0x200)", FILL { sqe.addr = 0x7f00; sqe.len = 2; sqe.off = 0x200; });
  shows(61, "WRITEV_FIXED(fd=5</mnt/f>, iov=0x7f00, vlen=2, bytes=8192, buf_index=1, off=0x200)", FILL {
    sqe.addr = 0x7f00; sqe.len = 2; sqe.off = 0x200; sqe.buf_index = 1; request.vectorBytes = 8192;
  });
}

void testFiles() {
  shows(3, "FSYNC(fd=5</mnt/f>)", FILL {});
  shows(3, "FSYNC(fd=5</mnt/f>, off=4096, len=8192, flags=DATASYNC)", FILL { sqe.off = 4096; sqe.len = 8192; sqe.op_flags = 1; });
  shows(8, "SYNC_FILE_RANGE(fd=5</mnt/f>, off=0x1000, len=8192, flags=SYNC_FILE_RANGE_WAIT_BEFORE|SYNC_FILE_RANGE_WRITE)", FILL {
    sqe.off = 4096; sqe.len = 8192; sqe.op_flags = 3;
  });
  shows(17, "FALLOCATE(fd=5</mnt/f>, mode=FALLOC_FL_KEEP_SIZE|FALLOC_FL_PUNCH_HOLE, off=0x1000, len=8589934592)", FILL {
    sqe.off = 4096; sqe.len = 3; sqe.addr = 8589934592;
  });
  shows(18, "OPENAT(dfd=AT_FDCWD, path=0x7f00, flags=O_RDONLY|O_CLOEXEC)", FILL { sqe.fd = -100; sqe.addr = 0x7f00; sqe.op_flags = 02000000; });
  shows(18, "OPENAT(dfd=5, path=0x7f00, flags=O_RDWR|O_CREAT|O_DIRECT, mode=0644, file_index=@3)", FILL {
    sqe.addr = 0x7f00; sqe.op_flags = 2 | 0100 | 040000; sqe.len = 0644; sqe.file_index = 4;
  });
  shows(19, "CLOSE(fd=5</mnt/f>)", FILL {});
  shows(19, "CLOSE(fd=@3</mnt/f>)", FILL { sqe.fd = 0; sqe.file_index = 4; });
  shows(21, "STATX(dfd=AT_FDCWD, path=0x7f00, flags=AT_SYMLINK_NOFOLLOW, mask=STATX_BASIC_STATS, statx=0x7f80)", FILL {
    sqe.fd = -100; sqe.addr = 0x7f00; sqe.op_flags = 0x100; sqe.len = 0x7ff; sqe.off = 0x7f80;
  });
  shows(24, "FADVISE(fd=5</mnt/f>, off=0x0, len=4096, advice=POSIX_FADV_DONTNEED)", FILL { sqe.len = 4096; sqe.op_flags = 4; });
  shows(24, "FADVISE(fd=5</mnt/f>, off=0x0, len=8589934592, advice=99)", FILL { sqe.addr = 8589934592; sqe.op_flags = 99; });
  shows(25, "MADVISE(addr=0x7f00, len=4096, advice=MADV_COLLAPSE)", FILL { sqe.addr = 0x7f00; sqe.len = 4096; sqe.op_flags = 25; });
  shows(28, "OPENAT2(dfd=AT_FDCWD, path=0x7f00, how=0x7f80, size=24, file_index=ALLOC)", FILL {
    sqe.fd = -100; sqe.addr = 0x7f00; sqe.off = 0x7f80; sqe.len = 24; sqe.file_index = ~0u;
  });
  shows(30, "SPLICE(fd_in=7, off_in=CURRENT, fd=5</mnt/f>, off=0x1000, len=512, flags=SPLICE_F_MOVE|SPLICE_F_MORE)", FILL {
    sqe.file_index = 7; sqe.addr = ~0ull; sqe.off = 0x1000; sqe.len = 512; sqe.op_flags = 5;
  });
  shows(33, "TEE(fd_in=@7, fd=5</mnt/f>, len=512, flags=SPLICE_F_FD_IN_FIXED)", FILL { sqe.file_index = 7; sqe.len = 512; sqe.op_flags = 1u << 31; });
  shows(35, "RENAMEAT(olddfd=AT_FDCWD, oldpath=0x7f00, newdfd=AT_FDCWD, newpath=0x7f80, flags=RENAME_EXCHANGE)", FILL {
    sqe.fd = -100; sqe.addr = 0x7f00; sqe.len = static_cast<uint32_t>(-100); sqe.off = 0x7f80; sqe.op_flags = 2;
  });
  shows(36, "UNLINKAT(dfd=5, path=0x7f00, flags=AT_REMOVEDIR)", FILL { sqe.addr = 0x7f00; sqe.op_flags = 0x200; });
  shows(37, "MKDIRAT(dfd=5, path=0x7f00, mode=0755)", FILL { sqe.addr = 0x7f00; sqe.len = 0755; });
  shows(38, "SYMLINKAT(target=0x7f00, newdfd=5, linkpath=0x7f80)", FILL { sqe.addr = 0x7f00; sqe.off = 0x7f80; });
  shows(39, "LINKAT(olddfd=5, oldpath=0x7f00, newdfd=6, newpath=0x7f80, flags=AT_EMPTY_PATH)", FILL {
    sqe.addr = 0x7f00; sqe.len = 6; sqe.off = 0x7f80; sqe.op_flags = 0x1000;
  });
  shows(41, "FSETXATTR(fd=5</mnt/f>, name=0x7f00, value=0x7f80, size=8, flags=XATTR_CREATE)", FILL {
    sqe.addr = 0x7f00; sqe.off = 0x7f80; sqe.len = 8; sqe.op_flags = 1;
  });
  shows(42, "SETXATTR(path=0x7e00, name=0x7f00, value=0x7f80, size=8)", FILL { sqe.addr3 = 0x7e00; sqe.addr = 0x7f00; sqe.off = 0x7f80; sqe.len = 8; });
  shows(43, "FGETXATTR(fd=5</mnt/f>, name=0x7f00, value=0x7f80, size=8)", FILL { sqe.addr = 0x7f00; sqe.off = 0x7f80; sqe.len = 8; });
  shows(44, "GETXATTR(path=0x7e00, name=0x7f00, value=0x7f80, size=8)", FILL { sqe.addr3 = 0x7e00; sqe.addr = 0x7f00; sqe.off = 0x7f80; sqe.len = 8; });
  shows(54, "FIXED_FD_INSTALL(fd=@5</mnt/f>, flags=NO_CLOEXEC)", FILL { sqe.flags = 1; sqe.op_flags = 1; });
  shows(55, "FTRUNCATE(fd=5</mnt/f>, length=4096)", FILL { sqe.off = 4096; });
  shows(62, "PIPE(fds=0x7f00, flags=O_NONBLOCK|O_CLOEXEC)", FILL { sqe.addr = 0x7f00; sqe.op_flags = 02004000; });
}

void testSockets() {
  shows(9, "SENDMSG(fd=5</mnt/f>, msg=0x7f00, flags=MSG_NOSIGNAL, ioprio=POLL_FIRST)", FILL { sqe.addr = 0x7f00; sqe.op_flags = 0x4000; sqe.ioprio = 1; });
  shows(10, "RECVMSG(fd=5<socket:[13]>, msg=0x7f00, ioprio=MULTISHOT, buf_group=2)", FILL {
    request.file = &kSocket; sqe.addr = 0x7f00; sqe.ioprio = 2; sqe.flags = 32; sqe.buf_index = 2;
  });
  shows(13, "ACCEPT(fd=5</mnt/f>, addr=0x0, addrlen=0x0, flags=SOCK_CLOEXEC, ioprio=MULTISHOT, file_index=ALLOC)", FILL {
    sqe.op_flags = 02000000; sqe.ioprio = 1; sqe.file_index = ~0u;
  });
  shows(16, "CONNECT(fd=5</mnt/f>, addr=0x7f00, addrlen=16)", FILL { sqe.addr = 0x7f00; sqe.off = 16; });
  shows(26, "SEND(fd=5</mnt/f>, buf=0x7f00, len=64, flags=MSG_WAITALL|MSG_MORE, addr=0x7f80, addrlen=16)", FILL {
    sqe.addr = 0x7f00; sqe.len = 64; sqe.op_flags = 0x8100; sqe.off = 0x7f80; sqe.file_index = 16;
  });
  shows(27, "RECV(fd=5</mnt/f>, buf=0x0, len=0, ioprio=MULTISHOT|BUNDLE, buf_group=2)", FILL { sqe.ioprio = 18; sqe.flags = 32; sqe.buf_index = 2; });
  shows(34, "SHUTDOWN(fd=5</mnt/f>, how=SHUT_WR)", FILL { sqe.len = 1; });
  shows(45, "SOCKET(domain=AF_INET6, type=SOCK_STREAM|SOCK_NONBLOCK, protocol=6)", FILL { sqe.fd = 10; sqe.off = 1 | 04000; sqe.len = 6; });
  shows(47, "SEND_ZC(fd=5</mnt/f>, buf=0x7f00, len=64, ioprio=FIXED_BUF|REPORT_USAGE, buf_index=4)", FILL {
    sqe.addr = 0x7f00; sqe.len = 64; sqe.ioprio = 12; sqe.buf_index = 4;
  });
  shows(47, "SEND_ZC(fd=5</mnt/f>, iov=0x7f00, vlen=2, ioprio=VECTORIZED)", FILL { sqe.addr = 0x7f00; sqe.len = 2; sqe.ioprio = 32; });
  shows(48, "SENDMSG_ZC(fd=5</mnt/f>, msg=0x7f00)", FILL { sqe.addr = 0x7f00; });
  shows(56, "BIND(fd=5</mnt/f>, addr=0x7f00, addrlen=28)", FILL { sqe.addr = 0x7f00; sqe.off = 28; });
  shows(57, "LISTEN(fd=5</mnt/f>, backlog=128)", FILL { sqe.len = 128; });
  shows(58, "RECV_ZC(fd=5</mnt/f>, len=0, ifq=1, ioprio=MULTISHOT)", FILL { sqe.file_index = 1; sqe.ioprio = 2; });
  shows(6, "POLL_ADD(fd=5</mnt/f>, events=POLLIN|POLLRDHUP, flags=ADD_MULTI)", FILL { sqe.op_flags = 0x2001; sqe.len = 1; });
  shows(7, "POLL_REMOVE(target=0x99)", FILL { sqe.addr = 0x99; });
  shows(7, "POLL_REMOVE(target=0x99, events=POLLOUT, new_user_data=0x9a, flags=UPDATE_EVENTS|UPDATE_USER_DATA)", FILL {
    sqe.addr = 0x99; sqe.off = 0x9a; sqe.op_flags = 4; sqe.len = 6;
  });
  shows(29, "EPOLL_CTL(epfd=5, op=EPOLL_CTL_ADD, fd=8, event=0x7f00)", FILL { sqe.len = 1; sqe.off = 8; sqe.addr = 0x7f00; });
  shows(59, "EPOLL_WAIT(fd=5</mnt/f>, events=0x7f00, maxevents=16)", FILL { sqe.addr = 0x7f00; sqe.len = 16; });
}

void testRing() {
  shows(0, "NOP()", FILL { request.file = nullptr; });
  shows(0, "NOP(result=-5, flags=INJECT_RESULT)", FILL { sqe.op_flags = 1; sqe.len = static_cast<uint32_t>(-5); });
  shows(11, "TIMEOUT(ts=0x7f00, count=8, flags=ABS|ETIME_SUCCESS)", FILL { sqe.addr = 0x7f00; sqe.off = 8; sqe.len = 1; sqe.op_flags = 33; });
  shows(12, "TIMEOUT_REMOVE(target=0x99)", FILL { sqe.addr = 0x99; });
  shows(12, "TIMEOUT_REMOVE(target=0x99, ts=0x7f00, flags=UPDATE)", FILL { sqe.addr = 0x99; sqe.off = 0x7f00; sqe.op_flags = 2; });
  shows(14, "ASYNC_CANCEL(target=0x99, flags=ALL)", FILL { sqe.addr = 0x99; sqe.op_flags = 1; });
  shows(14, "ASYNC_CANCEL(fd=@5</mnt/f>, op=READ, flags=FD|FD_FIXED|OP)", FILL { sqe.len = 22; sqe.op_flags = 2 | 8 | 32; });
  shows(14, "ASYNC_CANCEL(flags=ANY)", FILL { sqe.op_flags = 4; });
  shows(15, "LINK_TIMEOUT(ts=0x7f00, flags=BOOTTIME)", FILL { sqe.addr = 0x7f00; sqe.len = 1; sqe.op_flags = 4; });
  shows(20, "FILES_UPDATE(fds=0x7f00, nr=3, off=2)", FILL { sqe.addr = 0x7f00; sqe.len = 3; sqe.off = 2; });
  shows(20, "FILES_UPDATE(fds=0x7f00, nr=3, off=ALLOC)", FILL { sqe.addr = 0x7f00; sqe.len = 3; sqe.off = ~0u; });
  shows(31, "PROVIDE_BUFFERS(addr=0x7f00, len=4096, nr=5, buf_group=2, bid=16)", FILL { sqe.addr = 0x7f00; sqe.len = 4096; sqe.buf_index = 2; sqe.off = 16; });
  shows(32, "REMOVE_BUFFERS(nr=5, buf_group=2)", FILL { sqe.buf_index = 2; });
  shows(40, "MSG_RING(fd=5</mnt/f>, cmd=DATA, data=0x77, res=-1)", FILL { sqe.off = 0x77; sqe.len = ~0u; });
  shows(40, "MSG_RING(fd=5</mnt/f>, cmd=SEND_FD, data=0x77, src_fd=@2, file_index=@3, flags=CQE_SKIP)", FILL {
    sqe.addr = 1; sqe.off = 0x77; sqe.addr3 = 2; sqe.file_index = 4; sqe.op_flags = 1;
  });
  shows(46, "URING_CMD(fd=5</mnt/f>, cmd_op=0xc0484e80)", FILL { sqe.off = 0xc0484e80; });
  shows(46, "URING_CMD(fd=5<socket:[13]>, cmd_op=GETSOCKOPT, level=1, optname=7, optval=0x7f00, optlen=4)", FILL {
    request.file = &kSocket; sqe.off = 2; sqe.addr = 7ull << 32 | 1; sqe.addr3 = 0x7f00; sqe.file_index = 4;
  });
  shows(50, "WAITID(which=P_PID, id=99, info=0x7f00, options=WEXITED)", FILL { sqe.len = 1; sqe.fd = 99; sqe.off = 0x7f00; sqe.file_index = 4; });
  shows(51, "FUTEX_WAIT(uaddr=0x7f00, val=1, mask=0xffffffff, flags=FUTEX2_SIZE_U32|FUTEX2_PRIVATE)", FILL {
    sqe.addr = 0x7f00; sqe.off = 1; sqe.addr3 = 0xffffffff; sqe.fd = 0x82;
  });
  shows(52, "FUTEX_WAKE(uaddr=0x7f00, val=1, mask=0xffffffff, flags=FUTEX2_SIZE_U32)", FILL { sqe.addr = 0x7f00; sqe.off = 1; sqe.addr3 = 0xffffffff; sqe.fd = 2; });
  shows(53, "FUTEX_WAITV(waiters=0x7f00, nr=2)", FILL { sqe.addr = 0x7f00; sqe.len = 2; });
  shows(63, "OP_63(fd=5</mnt/f>, off=0x1, addr=0x2, len=3, flags=0x4, addr3=0x5)", FILL {
    sqe.off = 1; sqe.addr = 2; sqe.len = 3; sqe.op_flags = 4; sqe.addr3 = 5;
  });
}

}  // namespace

void testOpcodes() {
  for (uint8_t opcode = 0; opcode < kOpcodes; opcode++) expect("found by name", findOpcode(opcodeOf(opcode).name) == opcode);
  expect("any case", findOpcode("read_Fixed") == 4);
  expect("whole name", findOpcode("IORING_OP_PIPE") == 62);
  expect("by number", findOpcode("op_200") == 200);
  for (std::string_view wrong : {"", "REA", "READS", "OP_", "OP_256", "OP_1x", "IORING_OP_"}) expect(wrong, !findOpcode(wrong));
  expect("class", findOpcodeClass("Network") == kNetworkClass);
  expect("no class", !findOpcodeClass("net"));
  expect("of no class", written([](Text& text) { writeOpcode(text, 255); }), "OP_255");
}

void testArguments() {
  testReadsAndWrites();
  testFiles();
  testSockets();
  testRing();
  for (uint8_t opcode = 0; opcode < kOpcodes; opcode++) expect(opcodeOf(opcode).name, covered.contains(opcode));
}

}  // namespace uringlab::test
