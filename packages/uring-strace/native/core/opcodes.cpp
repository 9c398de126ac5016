#include "opcodes.hpp"

#include <charconv>
#include <iterator>

namespace uringlab {

namespace {

using namespace arguments;
using enum ResultKind;

constexpr uint16_t kFile = kDescriptor;

// Index: the opcode. What each takes is checked against io_uring/opdef.c.
constexpr Opcode kTable[] = {
    {"NOP", kRing, number, nop},
    {"READV", kRead | kFile, bytes, vectored},
    {"WRITEV", kWrite | kFile, bytes, vectored},
    {"FSYNC", kSync | kFile, number, arguments::fsync},
    {"READ_FIXED", kRead | kFile, bytes, readWriteFixed},
    {"WRITE_FIXED", kWrite | kFile, bytes, readWriteFixed},
    {"POLL_ADD", kPoll | kFile, events, pollAdd},
    {"POLL_REMOVE", kPoll | kRing, number, pollRemove},
    {"SYNC_FILE_RANGE", kSync | kFile, number, syncRange},
    {"SENDMSG", kNetwork | kFile, bytes, sendMessage},
    {"RECVMSG", kNetwork | kFile, bytes, receiveMessage},
    {"TIMEOUT", kTimer, number, timeout},
    {"TIMEOUT_REMOVE", kTimer | kRing, number, timeoutRemove},
    {"ACCEPT", kNetwork | kFile, descriptor, arguments::accept},
    {"ASYNC_CANCEL", kRing, number, cancel},
    {"LINK_TIMEOUT", kTimer, number, linkTimeout},
    {"CONNECT", kNetwork | kFile, number, arguments::connect},
    {"FALLOCATE", kFile, number, allocate},
    {"OPENAT", kPath | kFile, descriptor, openAt},
    {"CLOSE", kFile, number, arguments::close},
    {"FILES_UPDATE", kRing | kFile, number, filesUpdate},
    {"STATX", kPath, number, arguments::statx},
    {"READ", kRead | kFile, bytes, readWrite},
    {"WRITE", kWrite | kFile, bytes, readWrite},
    {"FADVISE", kFile, number, fileAdvice},
    {"MADVISE", kMemory, number, memoryAdvice},
    {"SEND", kNetwork | kFile, bytes, arguments::send},
    {"RECV", kNetwork | kFile, bytes, receive},
    {"OPENAT2", kPath | kFile, descriptor, openAt2},
    {"EPOLL_CTL", kPoll | kFile, number, epollControl},
    {"SPLICE", kFile, bytes, arguments::splice},
    {"PROVIDE_BUFFERS", kRing | kMemory, number, provideBuffers},
    {"REMOVE_BUFFERS", kRing | kMemory, number, removeBuffers},
    {"TEE", kFile, bytes, arguments::tee},
    {"SHUTDOWN", kNetwork | kFile, number, arguments::shutdown},
    {"RENAMEAT", kPath, number, renameAt},
    {"UNLINKAT", kPath, number, unlinkAt},
    {"MKDIRAT", kPath, number, makeDirectoryAt},
    {"SYMLINKAT", kPath, number, symlinkAt},
    {"LINKAT", kPath, number, linkAt},
    {"MSG_RING", kRing | kFile, number, messageRing},
    {"FSETXATTR", kFile, number, xattrOfFile},
    {"SETXATTR", kPath, number, xattrOfPath},
    {"FGETXATTR", kFile, number, xattrOfFile},
    {"GETXATTR", kPath, number, xattrOfPath},
    {"SOCKET", kNetwork | kFile, descriptor, arguments::socket},
    {"URING_CMD", kCommand | kFile, number, command},
    {"SEND_ZC", kNetwork | kFile, bytes, arguments::send},
    {"SENDMSG_ZC", kNetwork | kFile, bytes, sendMessage},
    {"READ_MULTISHOT", kRead | kFile, bytes, readMultishot},
    {"WAITID", kProcess, number, waitId},
    {"FUTEX_WAIT", kProcess, number, futex},
    {"FUTEX_WAKE", kProcess, number, futex},
    {"FUTEX_WAITV", kProcess, number, futexVector},
    {"FIXED_FD_INSTALL", kFile, descriptor, installFd},
    {"FTRUNCATE", kFile, number, arguments::truncate},
    {"BIND", kNetwork | kFile, number, arguments::bind},
    {"LISTEN", kNetwork | kFile, number, arguments::listen},
    {"RECV_ZC", kNetwork | kFile, bytes, receiveZeroCopy},
    {"EPOLL_WAIT", kPoll | kFile, number, epollWait},
    {"READV_FIXED", kRead | kFile, bytes, vectoredFixed},
    {"WRITEV_FIXED", kWrite | kFile, bytes, vectoredFixed},
    {"PIPE", kFile, number, arguments::pipe},
};
static_assert(std::size(kTable) == kOpcodes);

constexpr Opcode kUnknown = {"", 0, number, unknown};

constexpr Name kClasses[] = {
    {kRead, "read"}, {kWrite, "write"}, {kNetwork, "network"}, {kPath, "file"}, {kDescriptor, "desc"}, {kMemory, "memory"},
    {kPoll, "poll"}, {kTimer, "timer"}, {kSync, "sync"}, {kProcess, "process"}, {kRing, "ring"}, {kCommand, "command"},
};

char upper(char letter) { return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter; }

bool sameWord(std::string_view word, std::string_view other) {
  if (word.size() != other.size()) return false;
  for (size_t i = 0; i < word.size(); i++) {
    if (upper(word[i]) != upper(other[i])) return false;
  }
  return true;
}

bool takePrefix(std::string_view& word, std::string_view prefix) {
  if (!sameWord(word.substr(0, prefix.size()), prefix)) return false;
  word.remove_prefix(prefix.size());
  return true;
}

}  // namespace

const Opcode& opcodeOf(uint8_t opcode) { return opcode < kOpcodes ? kTable[opcode] : kUnknown; }

void writeOpcode(Text& text, uint8_t opcode) {
  if (opcode < kOpcodes) {
    text << kTable[opcode].name;
  } else {
    (text << "OP_").decimal(opcode);
  }
}

std::optional<uint8_t> findOpcode(std::string_view name) {
  takePrefix(name, "IORING_OP_");
  for (uint8_t opcode = 0; opcode < kOpcodes; opcode++) {
    if (sameWord(kTable[opcode].name, name)) return opcode;
  }
  uint8_t number = 0;
  if (!takePrefix(name, "OP_")) return std::nullopt;
  auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  bool whole = error == std::errc() && end == name.data() + name.size();
  return whole ? std::optional(number) : std::nullopt;
}

std::optional<uint16_t> findOpcodeClass(std::string_view name) {
  for (const Name& kind : kClasses) {
    if (sameWord(kind.name, name)) return kind.value;
  }
  return std::nullopt;
}

Names opcodeClasses() { return kClasses; }

}  // namespace uringlab
