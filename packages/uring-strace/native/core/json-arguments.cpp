#include "json-arguments.hpp"

#include "opcodes.hpp"

namespace uringlab {

void JsonArguments::number(std::string_view name, int64_t value) { object_.number(name, value); }
void JsonArguments::count(std::string_view name, uint64_t value) { object_.count(name, value); }
void JsonArguments::address(std::string_view name, uint64_t value) { object_.hex(name, value); }
void JsonArguments::mode(std::string_view name, uint64_t value) { (object_.member(name) << '"').octal(value) << '"'; }
/** The file's own position is -1, as in the SQE. */
void JsonArguments::offset(std::string_view name, uint64_t value) { object_.number(name, static_cast<int64_t>(value)); }

void JsonArguments::flags(std::string_view name, uint64_t value, Names names) {
  writeFlags(object_.member(name) << '"', value, names);
  text_ << '"';
}

void JsonArguments::choice(std::string_view name, uint64_t value, Names names) {
  writeChoice(object_.member(name) << '"', value, names);
  text_ << '"';
}

void JsonArguments::choiceWithFlags(std::string_view name, uint64_t choice, Names choices, uint64_t flags, Names names) {
  writeChoice(object_.member(name) << '"', choice, choices);
  if (flags != 0) writeFlags(text_ << '|', flags, names);
  text_ << '"';
}

void JsonArguments::directory(std::string_view name, int32_t fd) {
  constexpr int32_t kCurrentDirectory = -100;  // AT_FDCWD
  if (fd == kCurrentDirectory) {
    object_.text(name, "AT_FDCWD");
  } else {
    object_.number(name, fd);
  }
}

/** A registered file is "@3", by its slot, as in a line. The path is a member of the request. */
void JsonArguments::descriptor(std::string_view name, int32_t fd, bool fixed, const TracedFile*) {
  if (fixed) {
    (object_.member(name) << "\"@").signedDecimal(fd) << '"';
  } else {
    object_.number(name, fd);
  }
}

void JsonArguments::slot(std::string_view name, uint32_t fileIndex) {
  if (fileIndex == ~0u) {
    object_.text(name, "ALLOC");
  } else {
    (object_.member(name) << "\"@").decimal(fileIndex - 1) << '"';
  }
}

void JsonArguments::unknownDescriptor(std::string_view name, const TracedFile*) { object_.null(name); }

void JsonArguments::opcode(std::string_view name, uint8_t opcode) {
  writeOpcode(object_.member(name) << '"', opcode);
  text_ << '"';
}

}  // namespace uringlab
