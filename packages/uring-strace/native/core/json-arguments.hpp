#pragma once
// Arguments as members of a JSON object: sizes and descriptors as numbers, addresses as hexadecimal strings, flags as "A|B".

#include "arguments.hpp"
#include "json.hpp"

namespace uringlab {

class JsonArguments final : public Arguments {
 public:
  JsonArguments(Text& text, JsonObject& object) : text_(text), object_(object) {}

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
  Text& text_;
  JsonObject& object_;
};

}  // namespace uringlab
