#include "short-text.hpp"
#include "write-call.hpp"
#include "write-json.hpp"

namespace uringlab {

namespace {

std::string_view stateName(ShortState state) {
  switch (state) {
    case ShortState::open: return "open";
    case ShortState::endOfFile: return "end-of-file";
    case ShortState::handled: return "handled";
    case ShortState::unhandled: return "unhandled";
    case ShortState::unknown: return "unknown";
  }
  return "";
}

std::string_view endName(ShortEnd end) {
  switch (end) {
    case ShortEnd::none: return "";
    case ShortEnd::bufferReused: return "buffer-reused";
    case ShortEnd::bufferFreed: return "buffer-freed";
    case ShortEnd::fileClosed: return "file-closed";
    case ShortEnd::executed: return "executed";
    case ShortEnd::processEnded: return "process-ended";
    case ShortEnd::sessionEnded: return "session-ended";
    case ShortEnd::lost: return "lost";
  }
  return "";
}

void writeFollower(Text& text, JsonObject& parent, const ShortFinding& finding) {
  if (finding.followedByRequest) {
    JsonObject object(text, "followed_by_request", parent);
    writeRequestMembers(text, object, finding.followRequest);
    object.end();
  }
  if (finding.followedByCall) {
    JsonObject object(text, "followed_by_call", parent);
    writeCallMembers(text, object, finding.followCall);
    object.end();
  }
}

void writeStack(Text& text, const std::vector<std::string>& stack) {
  text << '[';
  for (size_t frame = 0; frame < stack.size(); frame++) {
    if (frame > 0) text << ',';
    writeJsonString(text, stack[frame]);
  }
  text << ']';
}

}  // namespace

void writeShortJson(Text& text, const ShortFinding& finding) {
  JsonObject object(text);
  object.text("type", "short");
  object.text("state", stateName(finding.state));
  object.text("kind", finding.write ? "write" : "read");
  object.count("offset", finding.offset);
  object.count("asked", finding.asked);
  object.count("missing", finding.missing);
  object.boolean("nowait", finding.nowait);
  if (finding.end != ShortEnd::none) object.text("end", endName(finding.end));
  if (finding.endTime != 0) object.count("end_ns", finding.endTime);
  if (finding.wrongOffset) object.count("wrong_offset", finding.wrongOffsetAt);
  if (finding.restAsked != 0) object.count("rest_asked", finding.restAsked);
  JsonObject request(text, "request", object);
  writeRequestMembers(text, request, finding.request);
  request.end();
  writeFollower(text, object, finding);
  if (finding.request.stack != nullptr) writeStack(object.member("stack"), *finding.request.stack);
  object.end();
  text << '\n';
}

}  // namespace uringlab
