#include "expect.hpp"
#include "write-json.hpp"
#include "write-path.hpp"

namespace uringlab::test {

namespace {

std::string json(const Request& request) {
  return written([&](Text& text) { writeJson(text, request); });
}

}  // namespace

void testJson() {
  Request request = completed(22, 4096);
  request.sqe.addr = 0x7f0000001000;
  request.sqe.len = 65536;
  request.sqe.off = 0x6f40000;
  request.sqe.op_flags = 8;
  request.sqe.flags = 1 | 4;
  request.way = kPunted;
  request.mode = 0100644;
  request.size = 1 << 30;
  expect("a short read", json(request),
         R"({"type":"request","time_ns":52806976000,"submitted_ns":52806976000,"completed_ns":52807841000,"latency_ns":865000,)"
         R"("tid":4518,"pid":4517,"ring":"0xffff888000001000","order":2,"op":"READ","opcode":22,"user_data":"0x1234",)"
         R"("sqe_flags":"FIXED_FILE|LINK","args":{"fd":"@5","buf":"0x7f0000001000","len":65536,"off":116654080,"flags":"NOWAIT"},)"
         R"("file":{"path":"/mnt/f","inode":12,"dev":"8:1","type":"file"},"result":4096,"short":true,"asked":65536,"missing":61440,)"
         R"("end_of_file":false,"cqe_flags":0,"size":1073741824,"marks":["link","iowq"]})"
         "\n");

  request = submitted(18);
  request.file = nullptr;
  request.sqe.fd = -100;
  request.sqe.addr = 0x7f00;
  request.sqe.op_flags = 0102;
  request.sqe.len = 0600;
  request.sqe.file_index = ~0u;
  expect("unfinished", json(request),
         R"({"type":"request","time_ns":52806976000,"submitted_ns":52806976000,"tid":4518,"pid":4517,"ring":"0xffff888000001000",)"
         R"("order":2,"op":"OPENAT","opcode":18,"user_data":"0x1234",)"
         R"("args":{"dfd":"AT_FDCWD","path":"0x7f00","flags":"O_RDWR|O_CREAT","mode":"0600","file_index":"ALLOC"},"unfinished":true})"
         "\n");

  request = completed(200, -5);
  TracedFile odd = kFile;
  odd.path = "/\xff\"\n";
  request.file = &odd;
  request.submitSeen = false;
  request.order = 0;
  request.completeTime = (1ull << 53) + 1;
  expect("an odd path, a late time, an unknown opcode, an error", json(request),
         R"({"type":"request","time_ns":"9007199254740993","completed_ns":"9007199254740993","tid":4518,"pid":4517,)"
         R"("ring":"0xffff888000001000","op":"OP_200","opcode":200,"user_data":"0x1234","args":{"fd":null,"user_data":"0x1234"},)"
         "\"file\":{\"path\":\"/\xef\xbf\xbd\\\"\\u000a\",\"path_bytes\":\"2fff220a\",\"inode\":12,\"dev\":\"8:1\",\"type\":\"file\"},"
         R"("result":-5,"error":"EIO","cqe_flags":0})"
         "\n");

  request = completed(22, 10);
  request.sqe.off = ~0ull;
  request.sqe.flags = 32;
  request.cqeFlags = 3 << 16 | 1;
  expect("the file's position, a provided buffer", json(request).find(R"("off":-1,"buf_group":0},"file")") != std::string::npos);
  expect("its number", json(request).find(R"("result":10,"buffer_id":3,"cqe_flags":196609})") != std::string::npos);

  request = completed(6, 1);
  expect("events", json(request).find(R"("result":1,"events":"POLLIN")") != std::string::npos);

  // Every opcode with every bit set: still one line of UTF-8, with as many brackets closed as opened.
  for (int opcode = 0; opcode < 256; opcode++) {
    for (uint8_t fill : {0x00, 0xff}) {
      request = completed(static_cast<uint8_t>(opcode), fill == 0 ? 0 : -1);
      sqe_words words;
      std::memset(&words, fill, sizeof words);
      words.opcode = static_cast<uint8_t>(opcode);
      request.sqe = words;
      std::string line = json(request);
      int depth = 0;
      for (char byte : line) depth += byte == '{' || byte == '[' ? 1 : byte == '}' || byte == ']' ? -1 : 0;
      expect("balanced", depth == 0 && isUtf8(line) && line.find('\n') == line.size() - 1);
    }
  }
}

}  // namespace uringlab::test
