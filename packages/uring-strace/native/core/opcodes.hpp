#pragma once
// The opcodes of 6.18: enum io_uring_op of include/uapi/linux/io_uring.h.

#include <optional>
#include <string_view>

#include "arguments.hpp"

namespace uringlab {

/** What `-e trace=%class` chooses from, as bits. */
enum OpcodeClass : uint16_t {
  kReadClass = 1,           // reads a file into memory; not from sockets
  kWriteClass = 2,          // writes memory to a file
  kNetworkClass = 4,        // sockets
  kPathClass = 8,           // takes the name of a file
  kDescriptorClass = 16,    // takes, or makes, a descriptor
  kMemoryClass = 32,
  kPollClass = 64,          // waits for files to be ready
  kTimerClass = 128,
  kSyncClass = 256,         // to disk
  kProcessClass = 512,      // futexes and children
  kRingClass = 1024,        // changes the ring itself or its requests
  kCommandClass = 2048,     // uring_cmd
};

/** What a result that is not an error says. */
enum class ResultKind : uint8_t { number, bytes, descriptor, events };

struct Opcode {
  std::string_view name;  // "READ"; empty when the kernel is newer than the table
  uint16_t classes;       // OpcodeClass
  ResultKind result;
  ArgumentLister* list;
};

constexpr uint8_t kOpcodes = 63;

/** Never fails: an opcode that is not known has no name, and lists its words. */
const Opcode& opcodeOf(uint8_t opcode);
/** READ, or OP_63. */
void writeOpcode(Text& text, uint8_t opcode);
/** By name in any case, with or without IORING_OP_, or as OP_63. */
std::optional<uint8_t> findOpcode(std::string_view name);
/** The bits of OpcodeClass by name: "read", "network", ... as written in the table of opcodes.cpp. */
std::optional<uint16_t> findOpcodeClass(std::string_view name);
/** All of them, for messages. */
Names opcodeClasses();

}  // namespace uringlab
