#include "text-arguments.hpp"

#include "opcodes.hpp"
#include "write-path.hpp"

namespace uringlab {

Text& TextArguments::begin(std::string_view name) {
  if (!first_) text_ << ", ";
  first_ = false;
  return text_ << name << '=';
}

void TextArguments::path(const TracedFile* file) {
  if (!paths_ || file == nullptr || file->path.empty()) return;
  text_ << '<';
  writePath(text_, file->path);
  text_ << '>';
}

void TextArguments::number(std::string_view name, int64_t value) { begin(name).signedDecimal(value); }
void TextArguments::count(std::string_view name, uint64_t value) { begin(name).decimal(value); }
void TextArguments::address(std::string_view name, uint64_t value) { begin(name).hex(value); }
void TextArguments::mode(std::string_view name, uint64_t value) { begin(name).octal(value); }

void TextArguments::offset(std::string_view name, uint64_t value) {
  if (value == ~0ull) {
    begin(name) << "CURRENT";
  } else {
    begin(name).hex(value);
  }
}

void TextArguments::flags(std::string_view name, uint64_t value, Names names) { writeFlags(begin(name), value, names); }
void TextArguments::choice(std::string_view name, uint64_t value, Names names) { writeChoice(begin(name), value, names); }

void TextArguments::choiceWithFlags(std::string_view name, uint64_t choice, Names choices, uint64_t flags, Names names) {
  writeChoice(begin(name), choice, choices);
  if (flags != 0) writeFlags(text_ << '|', flags, names);
}

void TextArguments::directory(std::string_view name, int32_t fd) {
  constexpr int32_t kCurrentDirectory = -100;  // AT_FDCWD
  if (fd == kCurrentDirectory) {
    begin(name) << "AT_FDCWD";
  } else {
    begin(name).signedDecimal(fd);
  }
}

void TextArguments::descriptor(std::string_view name, int32_t fd, bool fixed, const TracedFile* file) {
  begin(name);
  if (fixed) text_ << '@';
  text_.signedDecimal(fd);
  path(file);
}

void TextArguments::slot(std::string_view name, uint32_t fileIndex) {
  if (fileIndex == ~0u) {
    begin(name) << "ALLOC";  // IORING_FILE_INDEX_ALLOC
  } else {
    (begin(name) << '@').decimal(fileIndex - 1);
  }
}

void TextArguments::unknownDescriptor(std::string_view name, const TracedFile* file) {
  begin(name) << '?';
  path(file);
}

void TextArguments::opcode(std::string_view name, uint8_t opcode) { writeOpcode(begin(name), opcode); }

}  // namespace uringlab
