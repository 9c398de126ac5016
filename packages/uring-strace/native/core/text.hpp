#pragma once
// Bytes to be written out: a buffer that is filled, handed over and filled again, without an allocation for each line.

#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>

namespace uringlab {

class Text {
 public:
  explicit Text(size_t capacity = 64 * 1024) : capacity_(capacity), bytes_(new char[capacity]) {}

  Text& operator<<(char byte) {
    *room(1) = byte;
    size_++;
    return *this;
  }
  Text& operator<<(std::string_view text) {
    std::memcpy(room(text.size()), text.data(), text.size());
    size_ += text.size();
    return *this;
  }
  /** The length of a literal is known to the compiler, so that this becomes a few stores. */
  template <size_t N>
  Text& operator<<(const char (&literal)[N]) {
    std::memcpy(room(N), literal, N);
    size_ += N - 1;
    return *this;
  }

  Text& decimal(uint64_t value) {
    char digits[20];
    char* at = digits + sizeof digits;
    while (value >= 100) {
      std::memcpy(at -= 2, kPairs + value % 100 * 2, 2);
      value /= 100;
    }
    if (value >= 10) {
      std::memcpy(at -= 2, kPairs + value * 2, 2);
    } else {
      *--at = static_cast<char>('0' + value);
    }
    return *this << std::string_view(at, digits + sizeof digits - at);
  }
  Text& signedDecimal(int64_t value) {
    if (value >= 0) return decimal(value);
    *this << '-';
    return decimal(-static_cast<uint64_t>(value));
  }
  /** With zeroes in front, `width` digits wide, at most 20. */
  Text& padded(uint64_t value, int width) {
    char digits[20];
    for (int i = width - 1; i >= 0; i--, value /= 10) digits[i] = static_cast<char>('0' + value % 10);
    return *this << std::string_view(digits, width);
  }
  /** 0x and lower-case digits. */
  Text& hex(uint64_t value) {
    int digits = value == 0 ? 1 : (67 - __builtin_clzll(value)) / 4;
    char* at = room(18);
    *at++ = '0';
    *at++ = 'x';
    for (int i = digits - 1; i >= 0; i--) *at++ = kHex[value >> (i * 4) & 15];
    size_ += 2 + digits;
    return *this;
  }
  /** A byte as two digits. */
  Text& hexByte(uint8_t value) { return *this << kHex[value >> 4] << kHex[value & 15]; }
  /** As C writes it: a zero in front. */
  Text& octal(uint64_t value) {
    char digits[23];
    char* at = digits + sizeof digits;
    for (; value != 0; value >>= 3) *--at = static_cast<char>('0' + (value & 7));
    *--at = '0';
    return *this << std::string_view(at, digits + sizeof digits - at);
  }

  /** Spaces up to `width` bytes after `start`. */
  Text& padTo(size_t start, size_t width) {
    while (size_ < start + width) *this << ' ';
    return *this;
  }

  std::string_view view() const { return {bytes_.get(), size_}; }
  size_t size() const { return size_; }
  void clear() { size_ = 0; }
  /** Takes back what was written after the first `size` bytes. */
  void truncate(size_t size) { size_ = size < size_ ? size : size_; }

 private:
  char* room(size_t bytes) {
    if (capacity_ - size_ < bytes) [[unlikely]] grow(bytes);
    return bytes_.get() + size_;
  }
  [[gnu::noinline]] void grow(size_t bytes) {
    size_t capacity = (capacity_ + bytes) * 2;
    std::unique_ptr<char[]> larger(new char[capacity]);
    std::memcpy(larger.get(), bytes_.get(), size_);
    bytes_ = std::move(larger);
    capacity_ = capacity;
  }

  static constexpr char kHex[] = "0123456789abcdef";
  static constexpr char kPairs[] =
      "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354555657"
      "585960616263646566676869707172737475767778798081828384858687888990919293949596979899";

  size_t size_ = 0;
  size_t capacity_;
  std::unique_ptr<char[]> bytes_;
};

}  // namespace uringlab
