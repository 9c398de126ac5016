#include "columns.hpp"

#include "shortfall.hpp"

namespace uringlab {

namespace {

template <typename Change>
void forEachColumn(Columns& of, Change change) {
  auto each = [&](auto&... columns) { (change(columns), ...); };
  each(of.submittedNs, of.completedNs, of.thread, of.process, of.ring, of.order, of.userData, of.opcode, of.sqeFlags, of.known, of.fd,
       of.path, of.inode, of.offset, of.address, of.asked, of.missing, of.length, of.operationFlags, of.bufferIndex, of.ioPriority,
       of.way, of.result, of.cqeFlags, of.position, of.size);
}

}  // namespace

std::shared_ptr<Columns> SpareColumns::take(size_t rows) {
  std::unique_ptr<Columns> batch;
  {
    std::lock_guard lock(mutex_);
    if (!spare_.empty()) {
      batch = std::move(spare_.back());
      spare_.pop_back();
    }
  }
  if (batch == nullptr) batch = std::make_unique<Columns>();
  forEachColumn(*batch, [&](auto& column) {
    column.clear();
    column.reserve(rows);
  });
  batch->newPaths.clear();
  return {batch.release(),
          [self = shared_from_this()](Columns* used) { self->giveBack(std::unique_ptr<Columns>(used)); }};
}

void SpareColumns::giveBack(std::unique_ptr<Columns> used) {
  std::lock_guard lock(mutex_);
  if (spare_.size() < kMost) spare_.push_back(std::move(used));
}

int32_t RequestColumns::pathOf(const TracedFile* file) {
  if (file == nullptr || file->path.empty()) return -1;
  // A file's path can come after its first requests, so that the file alone does not do as a key.
  if (file == lastFile_ && file->path == lastPath_) return lastIndex_;
  auto [place, added] = paths_.try_emplace(file->path, static_cast<int32_t>(paths_.size()));
  if (added) columns_->newPaths.push_back(file->path);
  lastFile_ = file;
  lastPath_ = file->path;
  lastIndex_ = place->second;
  return lastIndex_;
}

void RequestColumns::append(const Request& request) {
  if (columns_ == nullptr) columns_ = spare_->take(kRows);
  Columns& columns = *columns_;
  const sqe_words& sqe = request.sqe;
  Shortfall transfer = shortfallOf(request);
  columns.submittedNs.push_back(static_cast<int64_t>(request.submitTime));
  columns.completedNs.push_back(static_cast<int64_t>(request.completeTime));
  columns.thread.push_back(static_cast<int32_t>(request.thread));
  columns.process.push_back(static_cast<int32_t>(request.process));
  columns.ring.push_back(request.ring);
  columns.order.push_back(request.order);
  columns.userData.push_back(sqe.user_data);
  columns.opcode.push_back(sqe.opcode);
  columns.sqeFlags.push_back(sqe.flags);
  columns.known.push_back((request.submitSeen ? kSubmitKnown : 0) | (request.completed ? kCompleteKnown : 0) |
                           (request.more ? kMoreFollow : 0) | (transfer.known ? kTransferKnown : 0) |
                           (transfer.endOfFile ? kEndOfFile : 0));
  columns.fd.push_back(request.submitSeen ? sqe.fd : -1);
  columns.path.push_back(pathOf(request.file));
  columns.inode.push_back(request.file == nullptr ? 0 : request.file->inodeNumber);
  columns.offset.push_back(static_cast<int64_t>(sqe.off));
  columns.address.push_back(sqe.addr);
  columns.asked.push_back(transfer.known ? transfer.asked : ~0ull);
  columns.missing.push_back(transfer.missing);
  columns.length.push_back(sqe.len);
  columns.operationFlags.push_back(sqe.op_flags);
  columns.bufferIndex.push_back(sqe.buf_index);
  columns.ioPriority.push_back(sqe.ioprio);
  columns.way.push_back(request.way);
  columns.result.push_back(request.result);
  columns.cqeFlags.push_back(request.cqeFlags);
  columns.position.push_back(request.position);
  columns.size.push_back(request.size);
}

}  // namespace uringlab
