#pragma once
// The one exception of the core. Codes and hints are TypeScript's business; here is what happened.

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>

namespace uringlab {

class SystemError : public std::runtime_error {
 public:
  SystemError(int errorNumber, std::string systemCall, const std::string& subject)
      : std::runtime_error(systemCall + (subject.empty() ? "" : " " + subject) + ": " + std::strerror(errorNumber)),
        number(errorNumber),
        call(std::move(systemCall)) {}

  int number;
  std::string call;
};

/** A plan that is not one: `number` is EINVAL and `call` is "plan". */
inline SystemError planError(const std::string& what) { return SystemError(EINVAL, "plan", what); }

}  // namespace uringlab
