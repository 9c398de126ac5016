#pragma once
// The exceptions of the core. Codes and hints are TypeScript's business; here is what happened.

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>

namespace uringlab {

/** Why tracing cannot begin, for those who have to mend it. */
enum class Reason { system, noBtf, noCapBpf, noCapPerfmon, lockdown, noTracepoint, verifier, noMemory, command };

inline const char* nameOf(Reason reason) {
  switch (reason) {
    case Reason::noBtf: return "no-btf";
    case Reason::noCapBpf: return "no-cap-bpf";
    case Reason::noCapPerfmon: return "no-cap-perfmon";
    case Reason::lockdown: return "lockdown";
    case Reason::noTracepoint: return "no-tracepoint";
    case Reason::verifier: return "verifier";
    case Reason::noMemory: return "no-memory";
    case Reason::command: return "command";
    case Reason::system: break;
  }
  return "system";
}

class Failure : public std::runtime_error {
 public:
  Failure(Reason why, int errorNumber, std::string systemCall, const std::string& subject)
      : std::runtime_error(systemCall + (subject.empty() ? "" : " " + subject) + ": " + std::strerror(errorNumber)),
        reason(why),
        number(errorNumber),
        call(std::move(systemCall)) {}

  Reason reason;
  int number;
  std::string call;
};

inline Failure systemFailure(std::string call, const std::string& subject = "") {
  return Failure(Reason::system, errno, std::move(call), subject);
}

}  // namespace uringlab
