#pragma once
// What an opcode makes of the words of its SQE: said once, written as text or as JSON.

#include <string_view>

#include "flags.hpp"
#include "request.hpp"

namespace uringlab {

/** Takes the arguments of a request, in the order in which they are to be shown. */
class Arguments {
 public:
  virtual ~Arguments() = default;

  virtual void number(std::string_view name, int64_t value) = 0;
  /** A size or a count. */
  virtual void count(std::string_view name, uint64_t value) = 0;
  /** An address, or a word that means something to the program alone. */
  virtual void address(std::string_view name, uint64_t value) = 0;
  /** Permissions. */
  virtual void mode(std::string_view name, uint64_t value) = 0;
  /** A place in a file; ~0 is the file's own position. */
  virtual void offset(std::string_view name, uint64_t value) = 0;
  virtual void flags(std::string_view name, uint64_t value, Names names) = 0;
  virtual void choice(std::string_view name, uint64_t value, Names names) = 0;
  /** A choice with flags in the same word: O_RDWR|O_CREAT, SOCK_STREAM|SOCK_CLOEXEC. */
  virtual void choiceWithFlags(std::string_view name, uint64_t choice, Names choices, uint64_t flags, Names names) = 0;
  /** What paths are relative to: a descriptor or AT_FDCWD. */
  virtual void directory(std::string_view name, int32_t fd) = 0;
  /** A descriptor, or a slot among the registered files. */
  virtual void descriptor(std::string_view name, int32_t fd, bool fixed, const TracedFile* file) = 0;
  /** sqe->file_index: where a new file is registered; the slot + 1, or ~0 for any. */
  virtual void slot(std::string_view name, uint32_t fileIndex) = 0;
  /** A descriptor that was not seen. */
  virtual void unknownDescriptor(std::string_view name, const TracedFile* file) = 0;
  virtual void opcode(std::string_view name, uint8_t opcode) = 0;

  // Shown only when it says something.
  void someNumber(std::string_view name, int64_t value) {
    if (value != 0) number(name, value);
  }
  void someAddress(std::string_view name, uint64_t value) {
    if (value != 0) address(name, value);
  }
  void someFlags(std::string_view name, uint64_t value, Names names) {
    if (value != 0) flags(name, value, names);
  }
  void someSlot(std::string_view name, uint32_t fileIndex) {
    if (fileIndex != 0) slot(name, fileIndex);
  }
  /** sqe->fd. */
  void file(const Request& request) {
    if (request.submitSeen) {
      descriptor("fd", request.sqe.fd, (request.sqe.flags & 1) != 0, request.file);
    } else {
      unknownDescriptor("fd", request.file);
    }
  }
};

/** All of a request: those of its opcode, and those that any opcode can have. */
void listArguments(Arguments& arguments, const Request& request);

// What the table in opcodes.cpp refers to. Fields: the prep functions in io_uring/*.c of 6.18, named beside each.
using ArgumentLister = void(Arguments&, const Request&);

namespace arguments {

ArgumentLister readWrite, vectored, readWriteFixed, vectoredFixed, readMultishot;                       // arguments-io.cpp
ArgumentLister fsync, syncRange, allocate, truncate, fileAdvice, memoryAdvice, splice, tee;             // arguments-io.cpp
ArgumentLister openAt, openAt2, close, statx, renameAt, unlinkAt, makeDirectoryAt, symlinkAt, linkAt;   // arguments-file.cpp
ArgumentLister xattrOfFile, xattrOfPath, pipe, installFd;                                               // arguments-file.cpp
ArgumentLister sendMessage, receiveMessage, send, receive, receiveZeroCopy;                             // arguments-net.cpp
ArgumentLister accept, connect, bind, listen, socket, shutdown;                                         // arguments-net.cpp
ArgumentLister pollAdd, pollRemove, epollControl, epollWait;                                            // arguments-net.cpp
ArgumentLister nop, timeout, timeoutRemove, linkTimeout, cancel, filesUpdate, provideBuffers;           // arguments-ring.cpp
ArgumentLister removeBuffers, messageRing, command, futex, futexVector, waitId, unknown;                // arguments-ring.cpp

}  // namespace arguments

}  // namespace uringlab
