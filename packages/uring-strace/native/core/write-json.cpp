#include "write-json.hpp"

#include "errno-names.hpp"
#include "json-arguments.hpp"
#include "marks.hpp"
#include "opcodes.hpp"
#include "shortfall.hpp"
#include "write-line.hpp"

namespace uringlab {

namespace {

std::string_view fileType(uint16_t mode) {
  switch (mode & 0170000) {
    case 0100000: return "file";
    case 0040000: return "directory";
    case 0060000: return "block device";
    case 0020000: return "character device";
    case 0010000: return "pipe";
    case 0140000: return "socket";
    case 0120000: return "symbolic link";
    default: return "";
  }
}

void writeTimes(JsonObject& object, const Request& request) {
  object.count("time_ns", timeOf(request));
  if (request.submitSeen) object.count("submitted_ns", request.submitTime);
  if (!request.completed) return;
  object.count("completed_ns", request.completeTime);
  if (!request.submitSeen) return;
  object.count("latency_ns", request.completeTime > request.submitTime ? request.completeTime - request.submitTime : 0);
}

void writeOutcome(Text& text, JsonObject& object, const Request& request) {
  constexpr uint32_t kHasBuffer = 1, kNotification = 8;  // IORING_CQE_F_*
  if (!request.completed) {
    object.boolean("unfinished", true);
    return;
  }
  object.number("result", request.result);
  if (request.result < 0 && (request.cqeFlags & kNotification) == 0) {
    ErrorName error = errorName(request.result);
    if (!error.name.empty()) object.text("error", error.name);
  }
  if (request.result > 0 && opcodeOf(request.sqe.opcode).result == ResultKind::events) {
    writeFlags(object.member("events") << '"', request.result, flags::poll);
    text << '"';
  }
  Shortfall transfer = shortfallOf(request);
  if (transfer.known) {
    object.boolean("short", transfer.missing > 0);
    object.count("asked", transfer.asked);
    if (transfer.missing > 0) {
      object.count("missing", transfer.missing);
      object.boolean("end_of_file", transfer.endOfFile);
    }
  }
  if ((request.cqeFlags & kHasBuffer) != 0) object.count("buffer_id", request.cqeFlags >> 16);
  object.count("cqe_flags", request.cqeFlags);
  if (request.mode != 0) object.count("size", request.size);
}

void writeMarks(Text& text, JsonObject& object, const Request& request) {
  Marks marks(request);
  if (marks.all().empty()) return;
  object.member("marks");
  char separator = '[';
  for (std::string_view mark : marks.all()) {
    text << separator << '"' << mark << '"';
    separator = ',';
  }
  text << ']';
}

}  // namespace

void writeFileMember(Text& text, JsonObject& parent, const TracedFile& file) {
  JsonObject object(text, "file", parent);
  if (!file.path.empty()) {
    object.text("path", file.path);
    if (!isUtf8(file.path)) {
      object.member("path_bytes") << '"';
      for (char byte : file.path) text.hexByte(byte);
      text << '"';
    }
  }
  if (file.inodeNumber != 0) object.count("inode", file.inodeNumber);
  if (file.device != 0) {
    // MAJOR() and MINOR() of include/linux/kdev_t.h
    (object.member("dev") << '"').decimal(file.device >> 20) << ':';
    text.decimal(file.device & 0xfffff) << '"';
  }
  if (std::string_view type = fileType(file.mode); !type.empty()) object.text("type", type);
  object.end();
}

void writeRequestMembers(Text& text, JsonObject& object, const Request& request) {
  writeTimes(object, request);
  object.count("tid", request.thread);
  object.count("pid", request.process);
  object.hex("ring", request.ring);
  if (request.order != 0) object.count("order", request.order);
  writeOpcode(object.member("op") << '"', request.sqe.opcode);
  text << '"';
  object.count("opcode", request.sqe.opcode);
  object.hex("user_data", request.sqe.user_data);
  if (request.sqe.flags != 0) {
    writeFlags(object.member("sqe_flags") << '"', request.sqe.flags, flags::sqe);
    text << '"';
  }
  JsonObject members(text, "args", object);
  JsonArguments arguments(text, members);
  listArguments(arguments, request);
  members.end();
  if (request.file != nullptr) writeFileMember(text, object, *request.file);
  writeOutcome(text, object, request);
  writeMarks(text, object, request);
}

void writeJson(Text& text, const Request& request) {
  JsonObject object(text);
  object.text("type", "request");
  writeRequestMembers(text, object, request);
  object.end();
  text << '\n';
}

}  // namespace uringlab
