#include "flags.hpp"

namespace uringlab {

void writeFlags(Text& text, uint64_t value, Names names) {
  bool first = true;
  for (const Name& flag : names) {
    if (value == 0) break;
    if ((value & flag.value) != flag.value) continue;
    if (!first) text << '|';
    first = false;
    text << flag.name;
    value &= ~flag.value;
  }
  if (value != 0) {
    if (!first) text << '|';
    text.hex(value);
  } else if (first) {
    text << '0';
  }
}

void writeChoice(Text& text, uint64_t value, Names names) {
  for (const Name& choice : names) {
    if (choice.value == value) {
      text << choice.name;
      return;
    }
  }
  text.decimal(value);
}

}  // namespace uringlab
