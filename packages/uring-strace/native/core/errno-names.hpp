#pragma once
// Errors by name: those of user space, and the kernel's own from 512.

#include <cstdint>
#include <string_view>

namespace uringlab {

struct ErrorName {
  std::string_view name;  // "EAGAIN"; empty when the number has none
  std::string_view text;  // "Resource temporarily unavailable"
};

/** Of a result as CQEs carry it: negative. */
ErrorName errorName(int32_t result);

}  // namespace uringlab
