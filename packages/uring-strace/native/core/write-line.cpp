#include "write-line.hpp"

#include "marks.hpp"
#include "opcodes.hpp"
#include "text-arguments.hpp"
#include "write-result.hpp"

namespace uringlab {

namespace {

void writeInvocation(Text& text, const Request& request, bool paths, bool userData) {
  writeOpcode(text, request.sqe.opcode);
  text << '(';
  TextArguments arguments(text, paths);
  listArguments(arguments, request);
  bool listed = !request.submitSeen && (opcodeOf(request.sqe.opcode).classes & (kReadClass | kWriteClass)) == 0;
  if (userData && !listed) arguments.address("user_data", request.sqe.user_data);
  text << ')';
}

}  // namespace

uint64_t timeOf(const Request& request) { return request.submitSeen ? request.submitTime : request.completeTime; }

void writeArguments(Text& text, const Request& request, bool paths) { writeInvocation(text, request, paths, false); }

void writeRequest(Text& text, const Request& request, bool paths) {
  writeArguments(text, request, paths);
  writeResult(text, request, paths);
}

void LineWriter::write(Text& text, const Request& request) {
  if (options_.thread) (text << '[').decimal(request.thread) << "] ";
  if (options_.clock.style != TimeStyle::none) {
    uint64_t time = timeOf(request);
    writeTime(text, options_.clock, time, previous_);
    text << ' ';
    previous_ = time;
  }
  writeInvocation(text, request, options_.paths, options_.userData);
  writeResult(text, request, options_.paths);
  if (options_.latency && request.submitSeen && request.completed) {
    text << " <";
    writeSpan(text, request.completeTime > request.submitTime ? request.completeTime - request.submitTime : 0);
    text << '>';
  }
  Marks marks(request);
  for (std::string_view mark : marks.all()) text << " [" << mark << ']';
  text << '\n';
}

}  // namespace uringlab
