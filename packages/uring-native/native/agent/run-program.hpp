#pragma once
// Running a program: with a time limit, its output kept up to a bound.

#include <optional>
#include <string>
#include <vector>

#include "bytes.hpp"
#include "calls.hpp"

namespace uringlab {

struct ProgramRequest {
  std::vector<std::string> arguments;
  /** `NAME=value`; the agent's own without it. */
  std::optional<std::vector<std::string>> environment;
  /** Empty for the agent's own. */
  std::string directory;
  /** 0 for no limit. */
  uint32_t limitMs;
  /** Of each stream; what is beyond is read and thrown away. */
  uint32_t outputBytes;
};

struct ProgramResult {
  int status = 0;
  int signal = 0;
  bool timedOut = false;
  bool isCut = false;
  Bytes output;
  Bytes errors;
};

/** The program has a process group of its own, which is killed as a whole when the time is over, or at the stop. */
ProgramResult runProgram(const ProgramRequest& request, const Stop& stop);

Work prepareRun(ByteReader& reader);

}  // namespace uringlab
