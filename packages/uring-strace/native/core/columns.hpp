#pragma once
// Requests as columns, for Arrow.

#include <memory>
#include <mutex>
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

/** Batches that were used, for use again: memory that is given back to the system and had anew costs more than filling it. */
class SpareColumns : public std::enable_shared_from_this<SpareColumns> {
 public:
  /** An empty batch with room for `rows`, which comes back by itself when the last holder lets go of it, on any thread. */
  std::shared_ptr<Columns> take(size_t rows);

 private:
  /** A reader that lags has some on the way; more than these are freed. */
  static constexpr size_t kMost = 4;

  void giveBack(std::unique_ptr<Columns> used);

  std::mutex mutex_;
  std::vector<std::unique_ptr<Columns>> spare_;
};

class RequestColumns {
 public:
  void append(const Request& request);
  size_t rows() const { return columns_ == nullptr ? 0 : columns_->opcode.size(); }
  /** Whether take() is due. */
  bool isFull() const { return rows() >= kRows; }
  /** The rows since the last time, at least one. Indices of paths go on from one take to the next. */
  std::shared_ptr<const Columns> take() { return std::move(columns_); }

 private:
  /** JavaScript and Arrow take some time for a batch, whatever is in it. */
  static constexpr size_t kRows = 16 * 1024;

  int32_t pathOf(const TracedFile* file);

  std::shared_ptr<SpareColumns> spare_ = std::make_shared<SpareColumns>();
  std::shared_ptr<Columns> columns_;
  std::unordered_map<std::string, int32_t> paths_;
  const TracedFile* lastFile_ = nullptr;
  std::string lastPath_;
  int32_t lastIndex_ = -1;
};

}  // namespace uringlab
