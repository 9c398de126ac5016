#pragma once
// Arguments as strace shows them: fd=5</mnt/f>, buf=0x7f0000001000, len=65536. A registered file is fd=@3</mnt/f>, by its slot.

#include "arguments.hpp"

namespace uringlab {

class TextArguments final : public Arguments {
 public:
  TextArguments(Text& text, bool paths) : text_(text), paths_(paths) {}

  void number(std::string_view name, int64_t value) override;
  void count(std::string_view name, uint64_t value) override;
  void address(std::string_view name, uint64_t value) override;
  void mode(std::string_view name, uint64_t value) override;
  void offset(std::string_view name, uint64_t value) override;
  void flags(std::string_view name, uint64_t value, Names names) override;
  void choice(std::string_view name, uint64_t value, Names names) override;
  void choiceWithFlags(std::string_view name, uint64_t choice, Names choices, uint64_t flags, Names names) override;
  void directory(std::string_view name, int32_t fd) override;
  void descriptor(std::string_view name, int32_t fd, bool fixed, const TracedFile* file) override;
  void slot(std::string_view name, uint32_t fileIndex) override;
  void unknownDescriptor(std::string_view name, const TracedFile* file) override;
  void opcode(std::string_view name, uint8_t opcode) override;

 private:
  Text& begin(std::string_view name);
  void path(const TracedFile* file);

  Text& text_;
  bool paths_;
  bool first_ = true;
};

}  // namespace uringlab
