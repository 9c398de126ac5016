#pragma once
// RAII for a file descriptor.

#include <fcntl.h>
#include <unistd.h>

#include <string>
#include <utility>

#include "error.hpp"

namespace uringlab {

class Fd {
 public:
  Fd() = default;
  explicit Fd(int number) : number_(number) {}
  Fd(Fd&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Fd() {
    if (number_ >= 0) ::close(number_);
  }

  static Fd open(const std::string& path, int flags, mode_t mode = 0644) {
    int number = ::open(path.c_str(), flags | O_CLOEXEC, mode);
    if (number < 0) throw SystemError(errno, "open", path);
    return Fd(number);
  }

  int get() const { return number_; }

 private:
  int number_ = -1;
};

}  // namespace uringlab
