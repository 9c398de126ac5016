#include <cstring>

#include "expect.hpp"
#include "short-text.hpp"
#include "write-json.hpp"
#include "write-summary.hpp"

namespace uringlab::test {

void printSamples() {
  TracedFile odd = kFile;
  for (int byte = 1; byte < 256; byte++) odd.path += static_cast<char>(byte);
  Text text;
  Summary summary;
  for (int opcode = 0; opcode < 256; opcode++) {
    for (uint8_t fill : {0x00, 0x55, 0xff}) {
      ShortFinding finding;
      Request& request = finding.request = completed(static_cast<uint8_t>(opcode), fill == 0 ? 0 : -1);
      std::memset(&request.sqe, fill, sizeof request.sqe);
      request.sqe.opcode = static_cast<uint8_t>(opcode);
      request.submitSeen = fill != 0x55;
      request.way = request.cqeFlags = fill;
      request.file = fill == 0 ? nullptr : &odd;
      writeJson(text, request);
      summary.add(request);
      finding.followedByRequest = finding.followedByCall = true;
      finding.followRequest = request;
      finding.followCall.number = opcode;
      finding.followCall.file = &odd;
      writeShortJson(text, finding);
    }
  }
  summary.writeJson(text);
  std::fwrite(text.view().data(), 1, text.size(), stdout);
}

}  // namespace uringlab::test
