#pragma once
// RAII for mmap(2).

#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <utility>

#include "error.hpp"

namespace uringlab {

inline constexpr size_t kPageBytes = 4096;  // the core is built for x86-64 alone

class Mapping {
 public:
  Mapping() = default;
  Mapping(size_t bytes, int protection, int flags, int fd, off_t offset) : bytes_(bytes) {
    void* address = ::mmap(nullptr, bytes, protection, flags, fd, offset);
    if (address == MAP_FAILED) throw SystemError(errno, "mmap", std::to_string(bytes) + " bytes");
    data_ = static_cast<uint8_t*>(address);
  }
  Mapping(Mapping&& other) noexcept : data_(std::exchange(other.data_, nullptr)), bytes_(other.bytes_) {}
  Mapping& operator=(Mapping&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~Mapping() {
    if (data_ != nullptr) ::munmap(data_, bytes_);
  }

  /** Zeroed private memory, page aligned as O_DIRECT wants it. */
  static Mapping anonymous(size_t bytes) {
    return Mapping(bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  }

  /** Gives the memory up without unmapping it: for buffers that the kernel may still write to. */
  void abandon() { data_ = nullptr; }

  uint8_t* data() const { return data_; }
  size_t bytes() const { return bytes_; }

 private:
  uint8_t* data_ = nullptr;
  size_t bytes_ = 0;
};

}  // namespace uringlab
