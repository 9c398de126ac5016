#pragma once
// A case: events, one a line, each followed by the findings it must bring about ("=> ..."), and no others.
//
//   read 1 at=0 len=64k buf=0x10000        submitted; write, readv, writev, read-fixed, ... alike. Order and number are the same.
//   done 1 = 4k                            completed; "size=", "pos=" when they are not what follows
//   call pread64 3 0x20000 60k 4k file=f   with the arguments as the kernel gets them
//   fork 1 2 / exec 1 / exit 1 / lost / unwatched 1 / watched 1 missed / watched 1 nothing / end
//   open 1                                 how many are not decided yet; unjudged 1, given-up 1, in-flight 1, unreported 1 alike
//
// Common to requests and calls: process=1, file=f (f/2 is another struct file of the same file), fd=3. A request's file is told at
// its completion, as the kernel does, or with "known" at submission. "unseen" requests were submitted before anybody looked.

#include <deque>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "overlap-detector.hpp"
#include "short-detector.hpp"

namespace uringlab {

class Script {
 public:
  explicit Script(size_t mostOpen);
  /** Throws std::runtime_error on a line that says nothing. */
  void play(const std::string& line);
  /** Findings since the last time, in order. */
  std::vector<std::string> takeFindings();

 private:
  struct Line {
    std::vector<std::string> words;
    std::map<std::string, std::string> named;
  };

  static Line parse(const std::string& text);
  static uint64_t number(const std::string& text);
  const TracedFile* file(const Line& line);
  void submit(uint8_t opcode, const Line& line);
  void complete(const Line& line);
  void call(const Line& line);
  bool changeProcess(const Line& line);
  bool compareCount(const Line& line);

  uint64_t time_ = 0;
  std::vector<std::string> findings_;
  std::map<uint64_t, Request> requests_;
  std::map<uint64_t, const TracedFile*> files_;
  std::map<std::string, TracedFile> opened_;
  ShortDetector shorts_;
  OverlapDetector overlaps_;
};

}  // namespace uringlab
