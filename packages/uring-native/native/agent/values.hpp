#pragma once
// Texts, bytes and paths in the bodies of frames (calls.hpp).

#include <string>
#include <vector>

#include "bytes.hpp"
#include "frames.hpp"

namespace uringlab {

inline std::string readText(ByteReader& reader) { return reader.text(reader.value<uint32_t>()); }

/** For the system, which ends texts with a NUL. */
inline std::string readPlainText(ByteReader& reader) {
  std::string text = readText(reader);
  if (text.find('\0') != std::string::npos) throw frameError("a text with a NUL");
  return text;
}

inline std::string readPath(ByteReader& reader) {
  std::string path = readPlainText(reader);
  if (path.empty()) throw frameError("an empty path");
  return path;
}

inline std::vector<std::string> readTexts(ByteReader& reader) {
  std::vector<std::string> texts;
  for (auto left = reader.value<uint32_t>(); left > 0; left--) texts.push_back(readPlainText(reader));
  return texts;
}

inline void writeText(ByteWriter& writer, const std::string& text) {
  writer.value(static_cast<uint32_t>(text.size()));
  writer.text(text);
}

inline void writeBytes(ByteWriter& writer, const Bytes& bytes) {
  writer.value(static_cast<uint32_t>(bytes.size()));
  writer.append(bytes.data(), bytes.size());
}

}  // namespace uringlab
