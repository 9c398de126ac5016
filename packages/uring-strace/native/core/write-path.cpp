#include "write-path.hpp"

#include "utf8.hpp"

namespace uringlab {

namespace {

bool isPlain(uint8_t byte) {
  return byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\' && byte != '<' && byte != '>' && byte != '\'';
}

// C1 controls steer terminals; the others reorder what is shown (Unicode TR36, "bidirectional text spoofing"), or start new lines.
bool isUnsafe(uint32_t code) {
  return (code >= 0x80 && code < 0xa0) || code == 0x61c || (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
         (code >= 0x2060 && code <= 0x206f) || code == 0xfeff || code >= 0xe0000;
}

void writeEscaped(Text& text, uint8_t byte, bool digitFollows) {
  text << '\\';
  switch (byte) {
    case '"': case '\\': case '\'': text << static_cast<char>(byte); return;
    case '\t': text << 't'; return;
    case '\n': text << 'n'; return;
    case '\v': text << 'v'; return;
    case '\f': text << 'f'; return;
    case '\r': text << 'r'; return;
  }
  // As short as it can be without swallowing a digit that follows.
  if (byte >= 0100 || digitFollows) text << static_cast<char>('0' + (byte >> 6));
  if (byte >= 010 || digitFollows) text << static_cast<char>('0' + (byte >> 3 & 7));
  text << static_cast<char>('0' + (byte & 7));
}

size_t plainPrefix(std::string_view text) {
  size_t at = 0;
  while (at < text.size() && isPlain(text[at])) at++;
  return at;
}

}  // namespace

void writePath(Text& text, std::string_view path) {
  while (!path.empty()) {
    size_t plain = plainPrefix(path);
    text << path.substr(0, plain);
    path.remove_prefix(plain);
    if (path.empty()) return;
    Character character = decodeUtf8(path);
    if (character.bytes > 1 && !isUnsafe(character.code)) {
      text << path.substr(0, character.bytes);
      path.remove_prefix(character.bytes);
      continue;
    }
    for (size_t left = character.bytes == 0 ? 1 : character.bytes; left > 0; left--) {
      bool digitFollows = path.size() > 1 && path[1] >= '0' && path[1] <= '9';
      writeEscaped(text, path[0], digitFollows);
      path.remove_prefix(1);
    }
  }
}

void writeJsonString(Text& text, std::string_view value) {
  text << '"';
  while (!value.empty()) {
    size_t plain = 0;
    while (plain < value.size() && isPlain(value[plain])) plain++;
    text << value.substr(0, plain);
    value.remove_prefix(plain);
    if (value.empty()) break;
    Character character = decodeUtf8(value);
    if (character.bytes == 0) {
      text << "\xef\xbf\xbd";
      value.remove_prefix(1);
      continue;
    }
    if (character.code < 0x20 || character.code == 0x7f) {
      text << "\\u00";
      text.hexByte(character.code);
    } else {
      if (character.code == '"' || character.code == '\\') text << '\\';
      text << value.substr(0, character.bytes);
    }
    value.remove_prefix(character.bytes);
  }
  text << '"';
}

bool isUtf8(std::string_view value) {
  while (!value.empty()) {
    size_t bytes = decodeUtf8(value).bytes;
    if (bytes == 0) return false;
    value.remove_prefix(bytes);
  }
  return true;
}

}  // namespace uringlab
