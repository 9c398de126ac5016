#include "opcodes.hpp"

#include <charconv>
#include <iterator>

namespace uringlab {

namespace {

using namespace arguments;
using enum ResultKind;

constexpr uint16_t kFile = kDescriptorClass;

// Index: the opcode. What each takes is checked against io_uring/opdef.c.
constexpr Opcode kTable[] = {
    {"NOP", kRingClass, number, nop},
    {"READV", kReadClass | kFile, bytes, vectored},
    {"WRITEV", kWriteClass | kFile, bytes, vectored},
    {"FSYNC", kSyncClass | kFile, number, arguments::fsync},
    {"READ_FIXED", kReadClass | kFile, bytes, readWriteFixed},
    {"WRITE_FIXED", kWriteClass | kFile, bytes, readWriteFixed},
    {"POLL_ADD", kPollClass | kFile, events, pollAdd},
    {"POLL_REMOVE", kPollClass | kRingClass, number, pollRemove},
    {"SYNC_FILE_RANGE", kSyncClass | kFile, number, syncRange},
    {"SENDMSG", kNetworkClass | kFile, bytes, sendMessage},
    {"RECVMSG", kNetworkClass | kFile, bytes, receiveMessage},
    {"TIMEOUT", kTimerClass, number, timeout},
    {"TIMEOUT_REMOVE", kTimerClass | kRingClass, number, timeoutRemove},
    {"ACCEPT", kNetworkClass | kFile, descriptor, arguments::accept},
    {"ASYNC_CANCEL", kRingClass, number, cancel},
    {"LINK_TIMEOUT", kTimerClass, number, linkTimeout},
    {"CONNECT", kNetworkClass | kFile, number, arguments::connect},
    {"FALLOCATE", kFile, number, allocate},
    {"OPENAT", kPathClass | kFile, descriptor, openAt},
    {"CLOSE", kFile, number, arguments::close},
    {"FILES_UPDATE", kRingClass | kFile, number, filesUpdate},
    {"STATX", kPathClass, number, arguments::statx},
    {"READ", kReadClass | kFile, bytes, readWrite},
    {"WRITE", kWriteClass | kFile, bytes, readWrite},
    {"FADVISE", kFile, number, fileAdvice},
    {"MADVISE", kMemoryClass, number, memoryAdvice},
    {"SEND", kNetworkClass | kFile, bytes, arguments::send},
    {"RECV", kNetworkClass | kFile, bytes, receive},
    {"OPENAT2", kPathClass | kFile, descriptor, openAt2},
    {"EPOLL_CTL", kPollClass | kFile, number, epollControl},
    {"SPLICE", kFile, bytes, arguments::splice},
    {"PROVIDE_BUFFERS", kRingClass | kMemoryClass, number, provideBuffers},
    {"REMOVE_BUFFERS", kRingClass | kMemoryClass, number, removeBuffers},
    {"TEE", kFile, bytes, arguments::tee},
    {"SHUTDOWN", kNetworkClass | kFile, number, arguments::shutdown},
    {"RENAMEAT", kPathClass, number, renameAt},
    {"UNLINKAT", kPathClass, number, unlinkAt},
    {"MKDIRAT", kPathClass, number, makeDirectoryAt},
    {"SYMLINKAT", kPathClass, number, symlinkAt},
    {"LINKAT", kPathClass, number, linkAt},
    {"MSG_RING", kRingClass | kFile, number, messageRing},
    {"FSETXATTR", kFile, number, xattrOfFile},
    {"SETXATTR", kPathClass, number, xattrOfPath},
    {"FGETXATTR", kFile, number, xattrOfFile},
    {"GETXATTR", kPathClass, number, xattrOfPath},
    {"SOCKET", kNetworkClass | kFile, descriptor, arguments::socket},
    {"URING_CMD", kCommandClass | kFile, number, command},
    {"SEND_ZC", kNetworkClass | kFile, bytes, arguments::send},
    {"SENDMSG_ZC", kNetworkClass | kFile, bytes, sendMessage},
    {"READ_MULTISHOT", kReadClass | kFile, bytes, readMultishot},
    {"WAITID", kProcessClass, number, waitId},
    {"FUTEX_WAIT", kProcessClass, number, futex},
    {"FUTEX_WAKE", kProcessClass, number, futex},
    {"FUTEX_WAITV", kProcessClass, number, futexVector},
    {"FIXED_FD_INSTALL", kFile, descriptor, installFd},
    {"FTRUNCATE", kFile, number, arguments::truncate},
    {"BIND", kNetworkClass | kFile, number, arguments::bind},
    {"LISTEN", kNetworkClass | kFile, number, arguments::listen},
    {"RECV_ZC", kNetworkClass | kFile, bytes, receiveZeroCopy},
    {"EPOLL_WAIT", kPollClass | kFile, number, epollWait},
    {"READV_FIXED", kReadClass | kFile, bytes, vectoredFixed},
    {"WRITEV_FIXED", kWriteClass | kFile, bytes, vectoredFixed},
    {"PIPE", kFile, number, arguments::pipe},
};
static_assert(std::size(kTable) == kOpcodes);

constexpr Opcode kUnknown = {"", 0, number, unknown};

constexpr Name kClasses[] = {
    {kReadClass, "read"}, {kWriteClass, "write"}, {kNetworkClass, "network"}, {kPathClass, "file"}, {kDescriptorClass, "desc"}, {kMemoryClass, "memory"},
    {kPollClass, "poll"}, {kTimerClass, "timer"}, {kSyncClass, "sync"}, {kProcessClass, "process"}, {kRingClass, "ring"}, {kCommandClass, "command"},
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
