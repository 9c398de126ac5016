#include "short-text.hpp"

#include "write-call.hpp"
#include "write-path.hpp"

namespace uringlab {

namespace {

/** Where the missing bytes begin. */
uint64_t restOf(const ShortFinding& finding) { return finding.offset + finding.asked - finding.missing; }

std::string_view stateWords(ShortState state) {
  switch (state) {
    case ShortState::open: return "undecided ";
    case ShortState::endOfFile: return "legal ";
    case ShortState::handled: return "handled ";
    case ShortState::unhandled: return "unhandled ";
    case ShortState::unknown: return "undecidable ";
  }
  return "";
}

/** What the follower did; without one, whole sentences. */
std::string_view endWords(ShortEnd end, bool followed) {
  switch (end) {
    case ShortEnd::none: return "";
    case ShortEnd::bufferReused: return followed ? " used the buffer again" : "the buffer was used again";
    case ShortEnd::bufferFreed: return followed ? " freed the buffer" : "the buffer was freed";
    case ShortEnd::fileClosed: return followed ? " closed the file" : "the file was closed";
    case ShortEnd::executed: return followed ? " ran another program" : "the process ran another program";
    case ShortEnd::processEnded: return followed ? " ended the process" : "the process ended";
    case ShortEnd::sessionEnded: return "tracing ended before anything could be said";
    case ShortEnd::lost: return "records that it depends on were lost";
  }
  return "";
}

bool hasActor(ShortEnd end) { return end != ShortEnd::sessionEnded && end != ShortEnd::lost; }

/** READ(...) or pread64(...), without a result. */
void writeFollower(Text& text, const ShortFinding& finding, bool paths) {
  if (finding.followedByRequest) {
    (text << '#').decimal(finding.followRequest.order) << ' ';
    writeArguments(text, finding.followRequest, paths);
  } else {
    writeCall(text, finding.followCall, paths);
  }
}

void writeReason(Text& text, const ShortFinding& finding, bool paths) {
  bool followed = finding.followedByRequest || finding.followedByCall;
  if (finding.state == ShortState::endOfFile) {
    text << "; the file ends there";
    return;
  }
  if (finding.state == ShortState::handled && followed) {
    text << "; the rest was asked for by ";
    writeFollower(text, finding, paths);
  } else if (finding.end != ShortEnd::none) {
    text << "; ";
    bool acts = followed && hasActor(finding.end);
    if (acts) writeFollower(text, finding, paths);
    text << endWords(finding.end, acts);
  } else if (followed) {
    text << "; followed by ";
    writeFollower(text, finding, paths);
  }
  if (finding.wrongOffset) {
    (text << "; asked for at a wrong offset: ").hex(finding.wrongOffsetAt) << " instead of ";
    text.hex(restOf(finding));
  }
  if (finding.restAsked > 0 && finding.restAsked < finding.missing) {
    (text << "; only ").decimal(finding.restAsked) << " of the missing bytes were asked for";
  }
  if (finding.nowait) text << "; under RWF_NOWAIT the kernel may return less";
}

void writeDetail(Text& text, const ShortFinding& finding, const Clock& clock) {
  uint64_t done = finding.asked - finding.missing;
  (text << "    missing: ").decimal(finding.missing) << " bytes at ";
  text.hex(restOf(finding));
  if (finding.request.file != nullptr && !finding.request.file->path.empty()) {
    text << " of ";
    writePath(text, finding.request.file->path);
  }
  bool vectored = finding.request.vectorBytes != ~0ull;
  if (!vectored && finding.request.address != 0) (text << ", of the buffer at ").hex(finding.request.address + done);
  text << '\n';
  if (finding.request.stack != nullptr) {
    text << "    stack:";
    for (const std::string& frame : *finding.request.stack) writePath(text << ' ', frame);
    text << '\n';
  }
  if (finding.endTime == 0) return;
  text << "    until: ";
  if (clock.style != TimeStyle::none) {
    writeTime(text, clock, finding.endTime, clock.start);
    text << ", ";
  }
  uint64_t completed = finding.request.completeTime;
  writeSpan(text, finding.endTime > completed ? finding.endTime - completed : 0);
  text << " after the completion";
  if (finding.followedByRequest) (text << ", thread ").decimal(finding.followRequest.thread);
  if (finding.followedByCall) (text << ", thread ").decimal(finding.followCall.thread);
  text << '\n';
}

}  // namespace

void writeShort(Text& text, const ShortFinding& finding, const LineOptions& options, bool detail) {
  Clock clock = options.clock;
  // Findings come late: the line before says nothing of them.
  if (clock.style == TimeStyle::relative) clock.style = TimeStyle::sinceStart;
  text << "--- " << stateWords(finding.state) << "short " << (finding.write ? std::string_view("write") : "read") << ": ";
  if (finding.request.order != 0) (text << '#').decimal(finding.request.order) << ' ';
  if (options.thread) (text << '[').decimal(finding.request.thread) << "] ";
  if (clock.style != TimeStyle::none) {
    writeTime(text, clock, timeOf(finding.request), clock.start);
    text << ' ';
  }
  writeRequest(text, finding.request, options.paths);
  writeReason(text, finding, options.paths);
  text << '\n';
  if (detail) writeDetail(text, finding, clock);
}

}  // namespace uringlab
