#pragma once
// Names of files, as a terminal, and as JSON, may see them.

#include <string_view>

#include "text.hpp"

namespace uringlab {

/**
 * Control characters, quotes, backslashes, angle brackets (they end a path in `fd=5</f>`), bytes that are not UTF-8, and characters
 * that turn the direction of text are written as \n or \ooo, as strace writes them.
 */
void writePath(Text& text, std::string_view path);

/** A JSON string with its quotes; bytes that are not UTF-8 become U+FFFD. */
void writeJsonString(Text& text, std::string_view value);

/** Whether all of it is UTF-8, so that writeJsonString() loses nothing. */
bool isUtf8(std::string_view value);

}  // namespace uringlab
