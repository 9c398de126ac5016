#pragma once
// What a session is asked for, what it tells on the way, and what it ends with.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "columns.hpp"
#include "command.hpp"
#include "write-line.hpp"

namespace uringlab {

enum class Output { none, text, json, columns };

struct SessionOptions {
  std::vector<std::string> command;  // started by the session; or
  std::vector<uint32_t> processes;   // these; or
  bool all = false;                  // every process but this one
  bool follow = true;

  Output output = Output::text;
  int descriptor = -1;  // lines go there; -1: to SessionEvents::lines
  LineOptions line;
  bool summary = false;
  bool shorts = true;
  bool overlaps = false;
  uint64_t bufferBytes = 0;

  /** Which requests become lines or rows. The detectors see all. */
  std::vector<bool> opcodes;  // by number; empty: all
  bool onlyShort = false;
  bool onlyErrors = false;
  std::vector<std::string> paths;  // empty: all
};

/** On the session's thread. */
struct SessionEvents {
  std::function<void(std::string_view)> lines;
  std::function<void(std::shared_ptr<const Columns>)> columns;
  std::function<void(const std::string&, const std::string&)> finding;  // JSON, and the lines it is in text
};

struct ShortCounts {
  uint64_t endOfFile = 0, handled = 0, unhandled = 0, unknown = 0, unjudged = 0;
};

struct SessionResult {
  std::optional<Ending> ending;  // of the command
  uint64_t submitted = 0, completed = 0, lost = 0;
  uint64_t unfinished = 0;  // multishot ones too; 0 where not all requests are told
  ShortCounts shorts;
  uint64_t overlaps = 0;
  std::vector<std::string> findings;  // JSON, the first of them
  std::string summaryText, summaryJson;
  int outputErrno = 0;  // why lines are missing
  bool allSubmissions = true, allCalls = true;  // were watched all the time
};

}  // namespace uringlab
