#pragma once
// One tracing session: programs, command, records, detectors and output, on a thread of its own.

#include <atomic>
#include <memory>
#include <unordered_set>

#include "call-watch.hpp"
#include "file-table.hpp"
#include "output-sink.hpp"
#include "overlap-detector.hpp"
#include "record-stream.hpp"
#include "request-table.hpp"
#include "session-options.hpp"
#include "short-detector.hpp"
#include "stacks.hpp"
#include "text-stream.hpp"
#include "write-summary.hpp"

namespace uringlab {

class Session {
 public:
  /** Loads and attaches the programs and starts the command: from here on nothing is missed. Throws Failure. */
  Session(SessionOptions options, SessionEvents events);

  /** Until the command and all it started, or the processes, have ended, or `stop`. Throws Failure when the output takes no more. */
  SessionResult run();

  /** From any thread. A command goes on by itself. */
  void stop() { stopped_ = true; }
  void signal(int number) const {
    if (command_) command_->signal(number);
  }
  /** Of the command; 0 without one. */
  uint32_t process() const { return command_ ? static_cast<uint32_t>(command_->process()) : 0; }

 private:
  bool tellsAll() const;
  bool readRound();
  void rest();
  void handle(const record& record);
  void submitted(const record& record);
  void completed(const record& record);
  void noted(const record& record);
  void called(const record& record);
  void processChanged(const record& record);
  void write(const Request& request);
  bool wanted(const Request& request) const;
  void shortDecided(const ShortFinding& finding);
  void overlapFound(const OverlapFinding& finding);
  void tellFinding(std::string json, const std::string& text);
  void noteLosses();
  bool over();
  bool anyLeft();
  SessionResult finish();

  SessionOptions options_;
  SessionEvents events_;
  SessionResult result_;
  Programs programs_;
  RecordStream records_;
  FileTable files_;
  Stacks stacks_;
  TextStream texts_;
  RequestTable requests_;
  OutputSink sink_;
  LineWriter lines_;
  Summary summary_;
  ShortDetector shorts_;
  OverlapDetector overlaps_;
  std::unique_ptr<CallWatch> calls_;
  std::unique_ptr<Command> command_;
  std::unordered_set<uint32_t> alive_;
  uint64_t handled_ = 0;
  int pauseMs_ = 1;
  uint64_t overflowed_ = 0;  // completions that io_uring_complete has not told
  uint64_t lostBefore_ = 0;
  Text scratch_;
  std::atomic<bool> stopped_ = false;
};

}  // namespace uringlab
