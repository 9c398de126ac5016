#pragma once
// Requests as columns, for Arrow.

#include <string>
#include <unordered_map>
#include <vector>

#include "request.hpp"

namespace uringlab {

/** What is known of a request, as bits of the column `known`. */
enum Known : uint8_t {
  kSubmitKnown = 1,     // otherwise fd, order, sqe_flags, buf_index and submitted_ns say nothing
  kCompleteKnown = 2,   // otherwise result, cqe_flags and completed_ns say nothing
  kMoreFollow = 4,      // IORING_CQE_F_MORE
  kTransferKnown = 8,   // asked is bytes, and missing counts
  kEndOfFile = 16,
};

/** One row a request, in the order of append(). All columns are of one length, but for the paths. */
struct Columns {
  std::vector<int64_t> submittedNs, completedNs;  // CLOCK_MONOTONIC; 0 where not known
  std::vector<int32_t> thread, process;
  std::vector<uint64_t> ring, order, userData;
  std::vector<uint8_t> opcode, sqeFlags, known;
  std::vector<int32_t> fd, path;  // path: index into all paths so far; -1: none
  std::vector<uint64_t> inode;
  std::vector<int64_t> offset;    // -1: the file's position
  std::vector<uint64_t> address, asked, missing;  // asked: bytes, or ~0 where that is not known; missing: bytes
  std::vector<uint32_t> length, operationFlags;   // as the SQE has them
  std::vector<uint16_t> bufferIndex, ioPriority, way;
  std::vector<int32_t> result;
  std::vector<uint32_t> cqeFlags;
  std::vector<uint64_t> position, size;           // reads and writes only

  /** Paths that no columns taken before have told. Bytes, not always UTF-8. */
  std::vector<std::string> newPaths;
};

class RequestColumns {
 public:
  void append(const Request& request);
  size_t rows() const { return columns_.opcode.size(); }
  /** The rows since the last time. Indices of paths go on from one take to the next. */
  Columns take();

 private:
  int32_t pathOf(const TracedFile* file);

  Columns columns_;
  std::unordered_map<std::string, int32_t> paths_;
  const TracedFile* lastFile_ = nullptr;
  std::string lastPath_;
  int32_t lastIndex_ = -1;
};

}  // namespace uringlab
