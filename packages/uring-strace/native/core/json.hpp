#pragma once
// JSON piece by piece: members of objects, with the commas between them.

#include <string_view>

#include "text.hpp"
#include "write-path.hpp"

namespace uringlab {

class JsonObject {
 public:
  explicit JsonObject(Text& text) : text_(text) { text_ << '{'; }
  JsonObject(Text& text, std::string_view name, JsonObject& parent) : text_(text) { parent.member(name) << '{'; }

  /** Begins a member; its value is to follow. Names are of this program, and need no escapes. */
  Text& member(std::string_view name) {
    if (!first_) text_ << ',';
    first_ = false;
    return text_ << '"' << name << "\":";
  }
  void text(std::string_view name, std::string_view value) { writeJsonString(member(name), value); }
  void boolean(std::string_view name, bool value) { member(name) << (value ? std::string_view("true") : "false"); }
  void null(std::string_view name) { member(name) << "null"; }
  void hex(std::string_view name, uint64_t value) { (member(name) << '"').hex(value) << '"'; }
  /** A string when a double would round it. */
  void number(std::string_view name, int64_t value) {
    constexpr int64_t kExact = 1ll << 53;
    bool quoted = value > kExact || value < -kExact;
    member(name);
    if (quoted) text_ << '"';
    text_.signedDecimal(value);
    if (quoted) text_ << '"';
  }
  void count(std::string_view name, uint64_t value) {
    bool quoted = value > 1ull << 53;
    member(name);
    if (quoted) text_ << '"';
    text_.decimal(value);
    if (quoted) text_ << '"';
  }
  void end() { text_ << '}'; }

 private:
  Text& text_;
  bool first_ = true;
};

}  // namespace uringlab
