#pragma once
// Little-endian bytes in and out. x86-64 is little endian, so a copy is a conversion.

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "error.hpp"

namespace uringlab {

using Bytes = std::vector<uint8_t>;

/** Reads from untrusted bytes; where they end too soon it throws EINVAL of what they are meant to be. */
class ByteReader {
 public:
  explicit ByteReader(std::span<const uint8_t> bytes, const char* what = "plan") : bytes_(bytes), what_(what) {}

  template <typename T>
  T value() {
    T result;
    std::memcpy(&result, take(sizeof(T)), sizeof(T));
    return result;
  }

  template <typename T>
  std::vector<T> column(size_t count) {
    if (count > remaining() / sizeof(T)) throw SystemError(EINVAL, what_, "column beyond the end");
    std::vector<T> result(count);
    if (count > 0) std::memcpy(result.data(), take(count * sizeof(T)), count * sizeof(T));
    align();
    return result;
  }

  std::string text(size_t bytes) {
    const auto* start = reinterpret_cast<const char*>(take(bytes));
    return std::string(start, bytes);
  }

  std::span<const uint8_t> bytes(size_t count) { return {take(count), count}; }

  /** Skips to the next multiple of eight. */
  void align() { take((8 - at_ % 8) % 8); }

  size_t remaining() const { return bytes_.size() - at_; }

 private:
  const uint8_t* take(size_t count) {
    if (count > remaining()) throw SystemError(EINVAL, what_, "it ends too soon");
    const uint8_t* start = bytes_.data() + at_;
    at_ += count;
    return start;
  }

  std::span<const uint8_t> bytes_;
  const char* what_;
  size_t at_ = 0;
};

class ByteWriter {
 public:
  template <typename T>
  void value(T value) {
    append(&value, sizeof value);
  }

  template <typename T>
  void column(const std::vector<T>& values, size_t count) {
    append(values.data(), count * sizeof(T));
    align();
  }

  void text(const std::string& text) { append(text.data(), text.size()); }
  void append(const void* data, size_t count) {
    const auto* start = static_cast<const uint8_t*>(data);
    bytes_.insert(bytes_.end(), start, start + count);
  }
  void align() { bytes_.resize((bytes_.size() + 7) / 8 * 8); }

  Bytes take() { return std::move(bytes_); }

 private:
  Bytes bytes_;
};

}  // namespace uringlab
