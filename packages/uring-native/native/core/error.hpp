#pragma once
// The one exception of the core. Codes and hints are TypeScript's business; here is what happened.

#include <cerrno>
#include <cstring>
#include <new>
#include <stdexcept>
#include <string>
#include <system_error>

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

/** In a handler: what was thrown, as the error that can cross a thread or a language. */
inline SystemError caughtError() {
  try {
    throw;
  } catch (const SystemError& error) {
    return error;
  } catch (const std::bad_alloc&) {
    return SystemError(ENOMEM, "malloc", "");
  } catch (const std::length_error& error) {
    return SystemError(ENOMEM, "malloc", error.what());
  } catch (const std::system_error& error) {
    return SystemError(error.code().value(), "pthread_create", "");
  } catch (const std::exception& error) {
    return SystemError(ENOTRECOVERABLE, "uring-native", error.what());
  }
}

}  // namespace uringlab
