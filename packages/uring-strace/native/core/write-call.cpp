#include "write-call.hpp"

#include "flags.hpp"
#include "write-json.hpp"

namespace uringlab {

namespace {

enum class Kind : uint8_t { none, file, descriptor, address, size, offset, number, vectors, readWriteFlags, advice, flags };

struct Shape {
  int number;
  std::string_view name;
  Kind arguments[6];
};

using enum Kind;

// arch/x86/entry/syscalls/syscall_64.tbl; those that calls.bpf.h watches. `file`: the descriptor that Call::file is of.
constexpr Shape kShapes[] = {
    {0, "read", {file, address, size}},
    {1, "write", {file, address, size}},
    {3, "close", {file}},
    {9, "mmap", {address, size, flags, flags, file, offset}},
    {11, "munmap", {address, size}},
    {12, "brk", {address}},
    {17, "pread64", {file, address, size, offset}},
    {18, "pwrite64", {file, address, size, offset}},
    {19, "readv", {file, address, vectors}},
    {20, "writev", {file, address, vectors}},
    {25, "mremap", {address, size, size, flags, address}},
    {28, "madvise", {address, size, advice}},
    {33, "dup2", {descriptor, file}},
    {40, "sendfile", {descriptor, file, address, size}},
    {45, "recvfrom", {file, address, size, flags, address, address}},
    {77, "ftruncate", {file, size}},
    {231, "exit_group", {number}},
    {275, "splice", {file, address, descriptor, address, size, flags}},
    {292, "dup3", {descriptor, file, flags}},
    // The offset is in the fourth alone where a word has 64 bits.
    {295, "preadv", {file, address, vectors, offset}},
    {296, "pwritev", {file, address, vectors, offset}},
    {318, "getrandom", {address, size, flags}},
    {326, "copy_file_range", {file, address, descriptor, address, size, flags}},
    {327, "preadv2", {file, address, vectors, offset, none, readWriteFlags}},
    {328, "pwritev2", {file, address, vectors, offset, none, readWriteFlags}},
    {436, "close_range", {number, number, flags}},
};

const Shape* shapeOf(int number) {
  for (const Shape& shape : kShapes) {
    if (shape.number == number) return &shape;
  }
  return nullptr;
}

void writeFile(Text& text, const Call& call, int32_t fd, bool paths) {
  text.signedDecimal(fd);
  if (!paths || call.file == nullptr || call.file->path.empty()) return;
  text << '<';
  writePath(text, call.file->path);
  text << '>';
}

void writeArgument(Text& text, const Call& call, Kind kind, uint64_t value, bool paths) {
  switch (kind) {
    case none: return;
    case file: writeFile(text, call, static_cast<int32_t>(value), paths); return;
    case number:
    case descriptor: text.signedDecimal(static_cast<int32_t>(value)); return;
    case address:
      if (value == 0) {
        text << "NULL";
        return;
      }
      [[fallthrough]];
    case flags:
    case offset: text.hex(value); return;
    case size: text.decimal(value); return;
    case vectors:
      text.decimal(value);
      if (call.vectorBytes != ~0ull) (text << " /* ").decimal(call.vectorBytes) << " bytes */";
      return;
    case readWriteFlags: writeFlags(text, static_cast<uint32_t>(value), uringlab::flags::readWrite); return;
    case advice: writeChoice(text, value, uringlab::flags::memoryAdvice); return;
  }
}

}  // namespace

std::string_view callName(int number) {
  const Shape* shape = shapeOf(number);
  return shape == nullptr ? std::string_view() : shape->name;
}

void writeCall(Text& text, const Call& call, bool paths) {
  const Shape* shape = shapeOf(call.number);
  if (shape == nullptr) {
    (text << "syscall_").decimal(call.number) << "()";
    return;
  }
  text << shape->name << '(';
  bool first = true;
  for (int i = 0; i < 6; i++) {
    if (shape->arguments[i] == none) continue;
    if (!first) text << ", ";
    first = false;
    writeArgument(text, call, shape->arguments[i], call.argument[i], paths);
  }
  text << ')';
}

void writeCallMembers(Text& text, JsonObject& object, const Call& call) {
  object.count("time_ns", call.time);
  object.count("tid", call.thread);
  object.count("pid", call.process);
  object.count("number", call.number);
  if (std::string_view name = callName(call.number); !name.empty()) object.text("call", name);
  object.member("args") << '[';
  for (int i = 0; i < 6; i++) {
    if (i > 0) text << ',';
    (text << '"').hex(call.argument[i]) << '"';
  }
  text << ']';
  if (call.vectorBytes != ~0ull) object.count("bytes", call.vectorBytes);
  if (call.file != nullptr) {
    writeFileMember(text, object, *call.file);
    object.count("position", call.position);
  }
}

}  // namespace uringlab
