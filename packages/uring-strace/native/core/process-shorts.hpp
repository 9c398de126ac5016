#pragma once
// The open shorts of one process, found by what may end them: parts of files, memory, struct files. Nothing here takes time in proportion
// to the number of open shorts: a program that never asks for the rest has many.

#include <map>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "descriptors.hpp"
#include "interval-index.hpp"
#include "open-short.hpp"

namespace uringlab {

/** In order of number, each once. */
using Shorts = std::vector<OpenShort*>;

class ProcessShorts {
 public:
  void add(OpenShort& open);
  void remove(OpenShort& open);
  bool empty() const { return all_.empty(); }
  Shorts all() const;

  /** Those numbered below `limit` of which a part is asked for. */
  Shorts askedBy(const FileKey& file, const Transfer& transfer, uint64_t limit) const;
  /** Takes a part of the file off what remains to be asked for. False when the rest would be in too many pieces. */
  bool take(OpenShort& open, Range part);
  /**
   * Notes the place of a transfer that asks for the missing bytes of a short by their number, or into the rest of its buffer, but not from
   * where they are. A short is noted once.
   */
  void misplace(const FileKey& file, const Transfer& transfer);
  void misplace(OpenShort& open, uint64_t place);
  /** An asker whose bytes or place are not known: those numbered below `limit` can no longer be called unhandled. */
  void doubt(const FileKey& file, Direction direction, uint64_t limit);
  bool isDoubtful(const OpenShort& open) const;

  /** Those whose remaining part of the buffer overlaps. */
  Shorts inMemory(Range memory) const;
  void stopWatchingMemory(OpenShort& open);

  /** Reads that, as the file is that small now, reached its end. */
  Shorts readsUpTo(const FileKey& file, uint64_t size) const;
  Shorts through(const TracedFile& file) const;
  /** They are not found by that struct file any more: another may come to lie at its address. */
  void forgetFile(const TracedFile& file) { byStructFile_.erase(file.file); }
  bool appends(const FileKey& file) const;

  Descriptors descriptors;
  bool callsUnwatched = false;
  std::map<uint64_t, OpenShort*> held;

 private:
  struct FileShorts {
    IntervalIndex<OpenShort*> parts[2];  // by Direction
    std::set<std::pair<uint64_t, uint64_t>> reached;  // reads only: end of what was read, number
    // Without those that were misplaced already. The first number is of bytes, or the address of the rest of the buffer.
    std::map<std::pair<uint64_t, uint64_t>, OpenShort*> byMissing[2];
    std::map<std::pair<uint64_t, uint64_t>, OpenShort*> byRest[2];
    uint64_t doubtfulBelow[2] = {};
    size_t shorts = 0;
    size_t appending = 0;
  };

  void index(OpenShort& open, FileShorts& file);
  void unindex(OpenShort& open, FileShorts& file);
  static void forgetMisplaced(OpenShort& open, FileShorts& file);

  std::map<uint64_t, OpenShort*> all_;
  std::unordered_map<FileKey, FileShorts, FileKeyHash> files_;
  std::unordered_map<uint64_t, std::map<uint64_t, OpenShort*>> byStructFile_;
  IntervalIndex<OpenShort*> memory_;
};

}  // namespace uringlab
