#pragma once
// RAII for the maps that the reader and the programs both see.

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <type_traits>
#include <utility>

#include "failure.hpp"

namespace uringlab {

template <typename T>
class SharedMemory {
 public:
  SharedMemory() = default;
  SharedMemory(int map, size_t count, int protection) {
    size_t page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    bytes_ = (count * sizeof(T) + page - 1) / page * page;
    void* address = ::mmap(nullptr, bytes_, protection, MAP_SHARED, map, 0);
    if (address == MAP_FAILED) throw systemFailure("mmap", "of a BPF map");
    data_ = static_cast<T*>(address);
  }
  SharedMemory(SharedMemory&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
  SharedMemory& operator=(SharedMemory&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~SharedMemory() {
    if (data_ != nullptr) ::munmap(const_cast<std::remove_const_t<T>*>(data_), bytes_);
  }

  T* data() const { return data_; }
  T& operator[](size_t index) const { return data_[index]; }

 private:
  T* data_ = nullptr;
  size_t bytes_ = 0;
};

}  // namespace uringlab
