#include "columns.hpp"

#include <utility>

#include "shortfall.hpp"

namespace uringlab {

int32_t RequestColumns::pathOf(const TracedFile* file) {
  if (file == nullptr || file->path.empty()) return -1;
  // A file's path can come after its first requests, so that the file alone does not do as a key.
  if (file == lastFile_ && file->path == lastPath_) return lastIndex_;
  auto [place, added] = paths_.try_emplace(file->path, static_cast<int32_t>(paths_.size()));
  if (added) columns_.newPaths.push_back(file->path);
  lastFile_ = file;
  lastPath_ = file->path;
  lastIndex_ = place->second;
  return lastIndex_;
}

void RequestColumns::append(const Request& request) {
  const sqe_words& sqe = request.sqe;
  Shortfall transfer = shortfallOf(request);
  columns_.submittedNs.push_back(static_cast<int64_t>(request.submitTime));
  columns_.completedNs.push_back(static_cast<int64_t>(request.completeTime));
  columns_.thread.push_back(static_cast<int32_t>(request.thread));
  columns_.process.push_back(static_cast<int32_t>(request.process));
  columns_.ring.push_back(request.ring);
  columns_.order.push_back(request.order);
  columns_.userData.push_back(sqe.user_data);
  columns_.opcode.push_back(sqe.opcode);
  columns_.sqeFlags.push_back(sqe.flags);
  columns_.known.push_back((request.submitSeen ? kSubmitKnown : 0) | (request.completed ? kCompleteKnown : 0) |
                           (request.more ? kMoreFollow : 0) | (transfer.known ? kTransferKnown : 0) |
                           (transfer.endOfFile ? kEndOfFile : 0));
  columns_.fd.push_back(request.submitSeen ? sqe.fd : -1);
  columns_.path.push_back(pathOf(request.file));
  columns_.inode.push_back(request.file == nullptr ? 0 : request.file->inodeNumber);
  columns_.offset.push_back(static_cast<int64_t>(sqe.off));
  columns_.address.push_back(sqe.addr);
  columns_.asked.push_back(transfer.known ? transfer.asked : ~0ull);
  columns_.missing.push_back(transfer.missing);
  columns_.length.push_back(sqe.len);
  columns_.operationFlags.push_back(sqe.op_flags);
  columns_.bufferIndex.push_back(sqe.buf_index);
  columns_.ioPriority.push_back(sqe.ioprio);
  columns_.way.push_back(request.way);
  columns_.result.push_back(request.result);
  columns_.cqeFlags.push_back(request.cqeFlags);
  columns_.position.push_back(request.position);
  columns_.size.push_back(request.size);
}

Columns RequestColumns::take() { return std::exchange(columns_, {}); }

}  // namespace uringlab
