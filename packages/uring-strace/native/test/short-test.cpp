// Short findings and calls, in words and as JSON.
#include "expect.hpp"
#include "short-text.hpp"
#include "write-call.hpp"

namespace uringlab::test {

namespace {

Request read(uint64_t order, uint64_t offset, uint32_t length, int32_t result) {
  Request request = completed(22, result);
  request.order = order;
  request.sqe.addr = request.address = 0x7f0000001000;
  request.sqe.len = length;
  request.sqe.off = offset;
  request.mode = 0100644;
  request.size = 1 << 30;
  return request;
}

Call call(int number, std::initializer_list<uint64_t> arguments) {
  Call result;
  result.time = 52'808'000'000;
  result.thread = 4519;
  result.process = 4517;
  result.number = number;
  std::copy(arguments.begin(), arguments.end(), result.argument);
  result.file = &kFile;
  return result;
}

ShortFinding unhandled() {
  ShortFinding finding;
  finding.request = read(2, 0x1000, 65536, 4096);
  finding.offset = 0x1000;
  finding.asked = 65536;
  finding.missing = 61440;
  finding.state = ShortState::unhandled;
  return finding;
}

std::string shown(const Call& call, bool paths = true) {
  return written([&](Text& text) { writeCall(text, call, paths); });
}

std::string line(const ShortFinding& finding, bool detail = false, LineOptions options = {}) {
  return written([&](Text& text) { writeShort(text, finding, options, detail); });
}

const std::string kRest = "short read: #2 [4518] 52.806976 READ(fd=5</mnt/f>, buf=0x7f0000001000, len=65536, off=0x1000) = 4096 SHORT 61440 missing";

void testCalls() {
  expect("pread64", shown(call(17, {5, 0x7f00, 4096, 0x1000})), "pread64(5</mnt/f>, 0x7f00, 4096, 0x1000)");
  expect("without paths", shown(call(17, {5, 0x7f00, 4096, 0x1000}), false), "pread64(5, 0x7f00, 4096, 0x1000)");
  expect("read", shown(call(0, {5, 0x7f00, 4096})), "read(5</mnt/f>, 0x7f00, 4096)");
  Call vectors = call(327, {5, 0x7f00, 2, 0x2000, 0, 8});
  expect("preadv2", shown(vectors), "preadv2(5</mnt/f>, 0x7f00, 2, 0x2000, NOWAIT)");
  vectors.vectorBytes = 8192;
  expect("preadv2, bytes", shown(vectors), "preadv2(5</mnt/f>, 0x7f00, 2 /* 8192 bytes */, 0x2000, NOWAIT)");
  expect("close", shown(call(3, {5})), "close(5</mnt/f>)");
  expect("munmap", shown(call(11, {0x7f00, 4096})), "munmap(0x7f00, 4096)");
  expect("madvise", shown(call(28, {0x7f00, 4096, 4})), "madvise(0x7f00, 4096, MADV_DONTNEED)");
  expect("mmap", shown(call(9, {0, 4096, 3, 2, 5, 0})), "mmap(NULL, 4096, 0x3, 0x2, 5</mnt/f>, 0x0)");
  expect("dup2", shown(call(33, {7, 5})), "dup2(7, 5</mnt/f>)");
  expect("exit_group", shown(call(231, {1})), "exit_group(1)");
  expect("not watched", shown(call(999, {1})), "syscall_999()");
}

void testFindings() {
  ShortFinding finding = unhandled();
  finding.end = ShortEnd::bufferReused;
  finding.followedByRequest = true;
  finding.followRequest = read(3, 0x20000, 65536, 65536);
  finding.endTime = finding.request.completeTime + 1'240'000;
  expect("buffer reused", line(finding),
         "--- unhandled " + kRest + "; #3 READ(fd=5</mnt/f>, buf=0x7f0000001000, len=65536, off=0x20000) used the buffer again\n");
  expect("with detail", line(finding, true),
         "--- unhandled " + kRest + "; #3 READ(fd=5</mnt/f>, buf=0x7f0000001000, len=65536, off=0x20000) used the buffer again\n"
         "    missing: 61440 bytes at 0x2000 of /mnt/f, of the buffer at 0x7f0000002000\n"
         "    until: 52.809081, 1.24ms after the completion, thread 4518\n");

  finding = unhandled();
  finding.end = ShortEnd::fileClosed;
  finding.followedByCall = true;
  finding.followCall = call(3, {5});
  finding.nowait = true;
  expect("closed, nowait", line(finding), "--- unhandled " + kRest + "; close(5</mnt/f>) closed the file; under RWF_NOWAIT the kernel may return less\n");

  finding = unhandled();
  finding.end = ShortEnd::processEnded;
  finding.wrongOffset = true;
  finding.wrongOffsetAt = 0x1000;
  finding.restAsked = 4096;
  expect("wrong offset", line(finding),
         "--- unhandled " + kRest + "; the process ended; asked for at a wrong offset: 0x1000 instead of 0x2000; only 4096 of the missing bytes were asked for\n");

  finding = unhandled();
  finding.state = ShortState::handled;
  finding.followedByCall = true;
  finding.followCall = call(17, {5, 0x7f0000002000, 61440, 0x2000});
  expect("handled", line(finding), "--- handled " + kRest + "; the rest was asked for by pread64(5</mnt/f>, 0x7f0000002000, 61440, 0x2000)\n");

  finding = unhandled();
  finding.state = ShortState::endOfFile;
  finding.request.size = 0x2000;
  expect("end of file", line(finding), "--- legal " + kRest + ", end of file; the file ends there\n");

  finding = unhandled();
  finding.state = ShortState::unknown;
  finding.end = ShortEnd::lost;
  expect("lost", line(finding), "--- undecidable " + kRest + "; records that it depends on were lost\n");
  expect("without thread and time", line(finding, false, {.clock = {.style = TimeStyle::none}, .thread = false}),
         "--- undecidable short read: #2 READ(fd=5</mnt/f>, buf=0x7f0000001000, len=65536, off=0x1000) = 4096 SHORT 61440 missing;"
         " records that it depends on were lost\n");
}

void testFindingJson() {
  ShortFinding finding = unhandled();
  finding.end = ShortEnd::fileClosed;
  finding.endTime = 52'808'000'000;
  finding.followedByCall = true;
  finding.followCall = call(3, {5});
  finding.wrongOffset = true;
  std::string json = written([&](Text& text) { writeShortJson(text, finding); });
  expect("its head", std::string_view(json).substr(0, json.find(R"("request")")),
         R"({"type":"short","state":"unhandled","kind":"read","offset":4096,"asked":65536,"missing":61440,"nowait":false,)"
         R"("end":"file-closed","end_ns":52808000000,"wrong_offset":0,)");
  expect("its tail", std::string_view(json).substr(json.find(R"(,"followed_by_call")")),
         R"(,"followed_by_call":{"time_ns":52808000000,"tid":4519,"pid":4517,"number":3,"call":"close",)"
         R"("args":["0x5","0x0","0x0","0x0","0x0","0x0"],"file":{"path":"/mnt/f","inode":12,"dev":"8:1","type":"file"},"position":0}})"
         "\n");
}

}  // namespace

void testShort() {
  testCalls();
  testFindings();
  testFindingJson();
}

}  // namespace uringlab::test
