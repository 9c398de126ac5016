#pragma once
// -c: what was done, counted, as strace -c does.

#include <array>

#include "request.hpp"
#include "text.hpp"

namespace uringlab {

class Summary {
 public:
  void add(const Request& request);
  /** Counted by the kernel: without times. */
  void addTally(uint8_t opcode, const tally& counts);

  /** A table, the most frequent opcode first, with a line of totals. Times are "-" where no submission was seen. */
  void write(Text& text) const;
  /** {"type":"summary","ops":[{"op":"READ","calls":...}]} and the end of the line. */
  void writeJson(Text& text) const;

 private:
  struct Row {
    uint64_t calls = 0;  // completions
    uint64_t errors = 0;
    uint64_t shorts = 0;  // fewer bytes than asked for, end of file or not
    uint64_t bytes = 0;
    uint64_t timed = 0;  // of the calls: those with times
    uint64_t total = 0;  // nanoseconds
    uint64_t longest = 0;

    void add(const Row& other);
  };
  static void writeCells(Text& text, const Row& row);
  /** Opcodes that were called, the most frequent first. */
  size_t sort(std::array<uint8_t, 256>& order) const;

  std::array<Row, 256> rows_{};
};

}  // namespace uringlab
