#pragma once
// Tests of native code: what differs is printed and counted, and the rest goes on.

#include <cstdio>
#include <string>
#include <string_view>

#include "request.hpp"
#include "text.hpp"

namespace uringlab::test {

inline int failures = 0;
inline int checks = 0;

inline void expect(std::string_view what, std::string_view got, std::string_view wanted) {
  checks++;
  if (got == wanted) return;
  failures++;
  std::printf("FAILED %.*s\n  wanted %.*s\n  got    %.*s\n", static_cast<int>(what.size()), what.data(), static_cast<int>(wanted.size()),
              wanted.data(), static_cast<int>(got.size()), got.data());
}

inline void expect(std::string_view what, bool holds) { expect(what, holds ? "true" : "false", "true"); }

/** What a writer appends. */
template <typename Writer>
std::string written(Writer&& writer) {
  Text text(16);
  writer(text);
  return std::string(text.view());
}

/** A seen submission of descriptor 5, /mnt/f, not completed. */
Request submitted(uint8_t opcode);
/** The same, completed 865 us later. */
Request completed(uint8_t opcode, int32_t result);

extern const TracedFile kFile;    // /mnt/f
extern const TracedFile kSocket;  // socket:[12]

void testText();
void testOpcodes();
void testArguments();
void testLines();
void testJson();
void testSummary();
void testColumns();
void testShort();
void testVerifierLog();
void measure();
/** JSON lines of every opcode, for a real parser to read. */
void printSamples();

}  // namespace uringlab::test
