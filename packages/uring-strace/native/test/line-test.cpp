// Whole lines: results, shortness, marks.
#include "expect.hpp"
#include "write-line.hpp"

namespace uringlab::test {

namespace {

constexpr uint8_t kRead = 22, kWrite = 23, kReadv = 1, kPollAdd = 6, kSend = 26, kSendZeroCopy = 47, kOpenAt = 18, kAccept = 13, kTimeout = 11;

std::string line(const Request& request, const LineOptions& options = {}) {
  return written([&](Text& text) { LineWriter(options).write(text, request); });
}

/** The line without the thread and the time. */
std::string bare(const Request& request, bool latency = false) {
  return line(request, {.clock = {.style = TimeStyle::none}, .thread = false, .latency = latency});
}

Request read(int32_t result) {
  Request request = completed(kRead, result);
  request.sqe.addr = 0x7f0000001000;
  request.sqe.len = 65536;
  request.sqe.off = 0x6f40000;
  request.sqe.op_flags = 8;
  request.mode = 0100644;
  request.size = 1 << 30;
  request.position = request.sqe.off + (result > 0 ? result : 0);
  return request;
}

const std::string kReadCall = "READ(fd=5</mnt/f>, buf=0x7f0000001000, len=65536, off=0x6f40000, flags=NOWAIT) = ";

void testShortness() {
  Request request = read(4096);
  request.way = kPunted;
  expect("the line of the issue", line(request), "[4518] 52.806976 " + kReadCall + "4096 SHORT 61440 missing <865us> [iowq]\n");
  expect("all of it", bare(read(65536)), kReadCall + "65536\n");
  expect("nothing of it", bare(read(0)), kReadCall + "0 SHORT 65536 missing\n");
  request = read(4096);
  request.size = request.sqe.off + 4096;
  expect("end of file", bare(request), kReadCall + "4096 SHORT 61440 missing, end of file\n");
  request.size = request.sqe.off + 4097;
  expect("a byte before the end", bare(request), kReadCall + "4096 SHORT 61440 missing\n");
  request.sqe.off = ~0ull;
  request.position = request.size;
  expect("at the file's position", bare(request),
         "READ(fd=5</mnt/f>, buf=0x7f0000001000, len=65536, off=CURRENT, flags=NOWAIT) = 4096 SHORT 61440 missing, end of file\n");
  request = read(4096);
  request.mode = 0010600;
  expect("of a pipe", bare(request), kReadCall + "4096\n");
  request.mode = 0;
  request.size = 0;
  expect("of a file of unknown kind", bare(request), kReadCall + "4096 SHORT 61440 missing\n");

  request = completed(kWrite, 512);
  request.sqe.len = 4096;
  request.mode = 0100644;
  request.size = 512;
  expect("a write", bare(request), "WRITE(fd=5</mnt/f>, buf=0x0, len=4096, off=0x0) = 512 SHORT 3584 missing\n");
  request.mode = 0060660;
  expect("a write to a device", bare(request), "WRITE(fd=5</mnt/f>, buf=0x0, len=4096, off=0x0) = 512 SHORT 3584 missing, end of file\n");

  request = completed(kReadv, 4096);
  request.sqe.len = 2;
  request.mode = 0100644;
  request.size = 1 << 30;
  expect("vectors that are not known", bare(request), "READV(fd=5</mnt/f>, iov=0x0, vlen=2, off=0x0) = 4096\n");
  request.vectorBytes = 8192;
  expect("vectors", bare(request), "READV(fd=5</mnt/f>, iov=0x0, vlen=2, bytes=8192, off=0x0) = 4096 SHORT 4096 missing\n");

  request = read(100);
  request.sqe.flags = 32;
  request.cqeFlags = 9 << 16 | 1;
  request.address = 0x7f00;
  expect("a provided buffer", bare(request),
         "READ(fd=5</mnt/f>, buf=0x7f00, len=65536, off=0x6f40000, flags=NOWAIT, buf_group=0) = 100 buffer=9\n");
  request.length = 100;
  expect("a provided buffer that is full", bare(request),
         "READ(fd=5</mnt/f>, buf=0x7f00, len=65536, off=0x6f40000, flags=NOWAIT, buf_group=0) = 100 buffer=9\n");
  request.length = 512;
  expect("a provided buffer that is not full", bare(request),
         "READ(fd=5</mnt/f>, buf=0x7f00, len=65536, off=0x6f40000, flags=NOWAIT, buf_group=0) = 100 SHORT 412 missing buffer=9\n");
}

void testResults() {
  expect("an error", bare(read(-5)), kReadCall + "-EIO (Input/output error)\n");
  expect("EAGAIN", bare(read(-11)), kReadCall + "-EAGAIN (Resource temporarily unavailable)\n");
  expect("the kernel's own", bare(read(-512)), kReadCall + "-ERESTARTSYS (To be restarted if SA_RESTART is set)\n");
  expect("without a name", bare(read(-4000)), kReadCall + "-4000\n");
  expect("unfinished", bare(submitted(kRead)), "READ(fd=5</mnt/f>, buf=0x0, len=0, off=0x0) = ? <unfinished>\n");
  expect("unfinished has no latency", bare(submitted(kRead), true), "READ(fd=5</mnt/f>, buf=0x0, len=0, off=0x0) = ? <unfinished>\n");

  Request poll = completed(kPollAdd, 0x11);
  poll.sqe.op_flags = 1;
  poll.sqe.len = 1;
  poll.more = true;
  poll.cqeFlags = 2;
  expect("events", bare(poll), "POLL_ADD(fd=5</mnt/f>, events=POLLIN, flags=ADD_MULTI) = 0x11 (POLLIN|POLLHUP) [more]\n");

  Request open = completed(kOpenAt, 7);
  open.sqe.fd = -100;
  open.file = nullptr;
  expect("a descriptor", bare(open), "OPENAT(dfd=AT_FDCWD, path=0x0, flags=O_RDONLY) = 7\n");
  open.file = &kFile;
  expect("a file that was opened", bare(open), "OPENAT(dfd=AT_FDCWD, path=0x0, flags=O_RDONLY) = 7</mnt/f>\n");
  open.sqe.file_index = ~0u;
  expect("any slot", bare(open), "OPENAT(dfd=AT_FDCWD, path=0x0, flags=O_RDONLY, file_index=ALLOC) = @7</mnt/f>\n");
  expect("accepted", bare(completed(kAccept, 8)), "ACCEPT(fd=5</mnt/f>, addr=0x0, addrlen=0x0) = 8\n");
  expect("sent less", bare(completed(kSend, 8)), "SEND(fd=5</mnt/f>, buf=0x0, len=0) = 8\n");
  Request expired = completed(kTimeout, -62);
  expect("a timeout", bare(expired), "TIMEOUT(ts=0x0, count=0) = -ETIME (Timer expired)\n");

  Request sent = completed(kSendZeroCopy, INT32_MIN);
  sent.cqeFlags = 8;
  expect("a notification", bare(sent), "SEND_ZC(fd=5</mnt/f>, buf=0x0, len=0) = ZC_COPIED [notif]\n");
  sent.result = 0;
  expect("of no copy", bare(sent), "SEND_ZC(fd=5</mnt/f>, buf=0x0, len=0) = 0 [notif]\n");
}

void testMarks() {
  Request request = completed(0, -125);
  request.file = nullptr;
  request.sqe.flags = 2 | 4 | 8 | 16 | 64;
  request.way = kPunted | kPolled | kDrained | kLinked | kChainBroken | kOverflowed | kByPollThread;
  request.more = true;
  request.cqeFlags = 8;
  expect("all marks", bare(request),
         "NOP() = -125 [link] [hardlink] [drain] [async] [cqe-skip] [sqpoll] [after-link] [drained] [poll] [iowq] [chain-broken]"
         " [overflow] [more] [notif]\n");
  request = completed(0, -125);
  request.file = nullptr;
  request.way = kChainBroken | kLinked;
  expect("a broken chain", bare(request), "NOP() = -ECANCELED (Operation canceled) [after-link] [chain-broken]\n");
}

void testUnseen() {
  Request request = read(4096);
  request.submitSeen = false;
  request.order = 0;
  request.submitTime = 0;
  expect("a read whose submission was not seen", line(request),
         "[4518] 52.807841 READ(fd=?</mnt/f>, buf=0x7f0000001000, len=65536, off=0x6f40000, flags=NOWAIT) = 4096 SHORT 61440 missing\n");
  request.file = nullptr;
  request.sqe.opcode = kSend;
  expect("another", bare(request), "SEND(user_data=0x1234) = 4096\n");
  request.file = &kSocket;
  expect("another with its file", bare(request), "SEND(fd=?<socket:[13]>, user_data=0x1234) = 4096\n");
  expect("user data once", line(request, {.clock = {.style = TimeStyle::none}, .thread = false, .userData = true}),
         "SEND(fd=?<socket:[13]>, user_data=0x1234) = 4096\n");
}

void testOptions() {
  Request request = read(65536);
  LineOptions options{.clock = {.style = TimeStyle::relative, .start = 52'806'970'000}, .thread = false, .latency = false, .paths = false, .userData = true};
  LineWriter writer(options);
  std::string call = "READ(fd=5, buf=0x7f0000001000, len=65536, off=0x6f40000, flags=NOWAIT, user_data=0x1234) = 65536\n";
  expect("relative, first", written([&](Text& text) { writer.write(text, request); }), "0.000006 " + call);
  request.submitTime += 1'000;
  expect("relative, next", written([&](Text& text) { writer.write(text, request); }), "0.000001 " + call);

  TracedFile odd = kFile;
  odd.path = "/mnt/\x1b[2J\xff\n\"x";
  request.file = &odd;
  expect("an odd path", bare(request),
         "READ(fd=5</mnt/\\33[2J\\377\\n\\\"x>, buf=0x7f0000001000, len=65536, off=0x6f40000, flags=NOWAIT) = 65536\n");
  request.file = nullptr;
  request.completeTime = request.submitTime - 1;
  expect("clocks of two processors", bare(request, true), "READ(fd=5, buf=0x7f0000001000, len=65536, off=0x6f40000, flags=NOWAIT) = 65536 <0ns>\n");
}

}  // namespace

void testLines() {
  testShortness();
  testResults();
  testMarks();
  testUnseen();
  testOptions();
}

}  // namespace uringlab::test
