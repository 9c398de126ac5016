#include <cstring>

#include "expect.hpp"

namespace uringlab::test {

const TracedFile kFile = {.file = 0xffff0001, .inode = 0xffff0002, .inodeNumber = 12, .device = 8 << 20 | 1, .mode = 0100644, .path = "/mnt/f"};
const TracedFile kSocket = {.file = 0xffff0003, .inode = 0xffff0004, .inodeNumber = 13, .device = 9, .mode = 0140777, .path = "socket:[13]"};

Request submitted(uint8_t opcode) {
  Request request;
  request.ring = 0xffff888000001000;
  request.request = 0xffff888000002000;
  request.order = 2;
  request.submitTime = 52'806'976'000;
  request.thread = 4518;
  request.process = 4517;
  request.submitSeen = true;
  request.sqe.opcode = opcode;
  request.sqe.fd = 5;
  request.sqe.user_data = 0x1234;
  request.file = &kFile;
  return request;
}

Request completed(uint8_t opcode, int32_t result) {
  Request request = submitted(opcode);
  request.completed = true;
  request.completeTime = request.submitTime + 865'000;
  request.result = result;
  return request;
}

}  // namespace uringlab::test

int main(int count, char** arguments) {
  using namespace uringlab::test;
  bool samples = count > 1 && std::strcmp(arguments[1], "--samples") == 0;
  if (samples) {
    printSamples();
    return 0;
  }
  testText();
  testOpcodes();
  testArguments();
  testLines();
  testJson();
  testSummary();
  testColumns();
  testShort();
  testVerifierLog();
  std::printf("%d checks, %d failed\n", checks, failures);
  if (count > 1 && std::strcmp(arguments[1], "--bench") == 0) measure();
  return failures == 0 ? 0 : 1;
}
