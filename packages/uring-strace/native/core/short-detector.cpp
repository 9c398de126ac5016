#include "short-detector.hpp"

#include <sys/stat.h>

#include "system-calls.hpp"

namespace uringlab {
namespace {

constexpr size_t kMostWaiting = 65536;

bool hasAnEnd(uint32_t mode) { return S_ISREG(mode) || S_ISBLK(mode); }

ShortFinding describe(const Request& request, uint64_t offset, uint64_t asked) {
  ShortFinding finding{};
  finding.request = request;
  finding.offset = offset;
  finding.asked = asked;
  finding.missing = asked - static_cast<uint64_t>(request.result);
  finding.nowait = (request.sqe.op_flags & kRwfNowait) != 0;
  finding.write = directionOf(request.sqe.opcode) == Direction::write;
  return finding;
}

}  // namespace

void ShortDetector::judge(const Request& request) {
  uint64_t asked = bytesAsked(request);
  uint64_t result = static_cast<uint64_t>(request.result);
  uint32_t mode = request.mode != 0 || request.file == nullptr ? request.mode : request.file->mode;
  if (result >= asked || !hasAnEnd(mode)) return;
  Transfer transfer = transferAtCompletion(request);
  // With the mode, completion tells the file's size.
  if (!transfer.placed || request.mode == 0 || request.file == nullptr) {
    unjudged_++;
    return;
  }
  ShortFinding finding = describe(request, transfer.range.begin, asked);
  finding.request.address = transfer.memory.begin;
  if (!finding.write && finding.offset + result >= request.size) {
    finding.state = ShortState::endOfFile;
    return report_(finding);
  }
  admit(std::move(finding), !transfer.memory.empty());
  while (opens_.size() > mostOpen_) giveUp(opens_.begin()->second);
}

void ShortDetector::admit(ShortFinding finding, bool memoryKnown) {
  OpenShort& open = opens_[next_];
  open.number = next_++;
  open.finding = std::move(finding);
  const Request& request = open.finding.request;
  open.file = keyOf(*request.file);
  open.direction = directionOf(request.sqe.opcode);
  open.memoryKnown = memoryKnown;
  open.memoryWatched = memoryKnown;
  open.lossesBefore = losses_;
  open.remaining.push_back(open.missing());
  ProcessShorts& shorts = processes_[request.process];
  shorts.add(open);
  shorts.descriptors.learn(request);
}

void ShortDetector::followSubmission(const Request& request) {
  Follower follower{request.process, request.submitTime, &request, nullptr};
  if (isTransfer(request.sqe.opcode)) {
    const TracedFile* file = fileOf(request);
    if (!mustWait(request, file)) return follow(follower, file, transferAtSubmission(request), true);
    // Whatever is forgotten may have been the asking: the same as a loss.
    if (waiting_.size() >= kMostWaiting) {
      waiting_.clear();
      recordsLost();
    }
    waiting_.insert(request.order);
    return;
  }
  reuse(follower, memoryReadInto(request), ShortEnd::bufferReused);
  reuse(follower, memoryFreed(request), ShortEnd::bufferFreed);
  if (request.sqe.opcode != kOpClose || request.sqe.file_index != 0) return;
  auto process = processes_.find(request.process);
  if (process == processes_.end()) return;
  const TracedFile* file = process->second.descriptors.fileOf(request.sqe.fd);
  process->second.descriptors.forget(request.sqe.fd);
  if (file != nullptr) close(follower, *file, false);
}

void ShortDetector::followCompletion(const Request& request) {
  if (!isTransfer(request.sqe.opcode)) return;
  bool waited = waiting_.erase(request.order) != 0;
  Follower follower{request.process, waited ? request.submitTime : request.completeTime, &request, nullptr};
  if (waited || !request.submitSeen) {
    // One whose submission was not seen may have been on its way before the short came back: too little to call it misplaced.
    follow(follower, request.file, transferAtCompletion(request), waited);
  }
  auto process = processes_.find(request.process);
  if (process == processes_.end()) return;
  process->second.descriptors.learn(request);
  if (request.file == nullptr || !hasAnEnd(request.mode) || bytesAsked(request) == 0) return;
  for (OpenShort* open : process->second.readsUpTo(keyOf(*request.file), request.size)) {
    decide(*open, ShortState::endOfFile, ShortEnd::none, follower);
  }
  forgetIfIdle(request.process);
}

void ShortDetector::followCall(const Call& call) {
  Follower follower{call.process, call.time, nullptr, &call};
  if (auto transfer = transferOf(call)) {
    // A mapping is no retry of anything.
    follow(follower, call.file, *transfer, call.number != kMmap);
  } else {
    reuse(follower, memoryReadInto(call), ShortEnd::bufferReused);
  }
  reuse(follower, memoryFreed(call), ShortEnd::bufferFreed);
  moveMemory(call);
  close(call);
}

void ShortDetector::follow(const Follower& follower, const TracedFile* file, const Transfer& transfer, bool mayMisplace) {
  if (file != nullptr) {
    FileKey key = keyOf(*file);
    bool asks = false;
    visitLineage(follower.process, [&](ProcessShorts& shorts, uint64_t limit) {
      bool elsewhere = follower.call != nullptr && transfer.direction == Direction::write && shorts.appends(key);
      if (!transfer.placed || elsewhere) {
        mayMisplace = false;
        return shorts.doubt(key, transfer.direction, limit);
      }
      for (OpenShort* open : shorts.askedBy(key, transfer, limit)) {
        asks = true;
        // A child's memory is its own.
        if (mayMisplace && open->finding.request.process == follower.process && open->isMisplacedBy(transfer)) {
          shorts.misplace(*open, transfer.range.begin);
          continue;
        }
        bool few = shorts.take(*open, transfer.range);
        if (open->remaining.empty()) {
          decide(*open, ShortState::handled, ShortEnd::none, follower);
        } else if (!few) {
          decide(*open, ShortState::unknown, ShortEnd::lost, follower);
        }
      }
    });
    auto process = asks || !mayMisplace ? processes_.end() : processes_.find(follower.process);
    if (process != processes_.end()) process->second.misplace(key, transfer);
  }
  if (transfer.direction == Direction::read) reuse(follower, transfer.memory, ShortEnd::bufferReused);
}

void ShortDetector::reuse(const Follower& follower, Range memory, ShortEnd end) {
  auto process = memory.empty() ? processes_.end() : processes_.find(follower.process);
  if (process == processes_.end()) return;
  for (OpenShort* open : process->second.inMemory(memory)) decideUnhandled(*open, end, follower);
  forgetIfIdle(follower.process);
}

void ShortDetector::close(const Call& call) {
  Follower follower{call.process, call.time, nullptr, &call};
  auto process = processes_.find(call.process);
  auto fileNamed = [&](uint64_t descriptor) -> const TracedFile* {
    if (process == processes_.end()) return nullptr;
    const TracedFile* file = process->second.descriptors.fileOf(static_cast<int32_t>(descriptor));
    process->second.descriptors.forget(static_cast<int32_t>(descriptor));
    return file;
  };
  if (call.number == kClose) {
    const TracedFile* known = fileNamed(call.argument[0]);
    if (call.file != nullptr && call.references > 1) return;
    const TracedFile* file = call.file != nullptr ? call.file : known;
    if (file != nullptr) close(follower, *file, call.file != nullptr && call.references == 1);
  } else if ((call.number == kDup2 || call.number == kDup3) && call.argument[0] != call.argument[1]) {
    const TracedFile* file = fileNamed(call.argument[1]);
    bool told = file != nullptr && call.file != nullptr && call.file->file == file->file;
    if (file != nullptr && !(told && call.references > 1)) close(follower, *file, told && call.references == 1);
  } else if (call.number == kCloseRange && process != processes_.end()) {
    constexpr uint64_t kOnlyOnExec = 4;  // CLOSE_RANGE_CLOEXEC
    if ((call.argument[2] & kOnlyOnExec) != 0) return;
    auto files = process->second.descriptors.forget(static_cast<uint32_t>(call.argument[0]), static_cast<uint32_t>(call.argument[1]));
    for (const TracedFile* file : files) close(follower, *file, false);
  }
}

void ShortDetector::close(const Follower& follower, const TracedFile& file, bool surely) {
  if (surely) {
    visitLineage(follower.process, [&](ProcessShorts& shorts, uint64_t) {
      for (OpenShort* open : shorts.through(file)) decideUnhandled(*open, ShortEnd::fileClosed, follower);
    });
    return;
  }
  // Where the references are not told, the file may be open by another descriptor, and the rest may be asked for through that. The
  // end is noted, and counts if there is no asking up to the next.
  auto process = processes_.find(follower.process);
  if (process == processes_.end()) return;
  for (OpenShort* open : process->second.through(file)) {
    if (!open->endsAlready()) noteEnd(*open, ShortEnd::fileClosed, follower);
  }
  process->second.forgetFile(file);
}

void ShortDetector::moveMemory(const Call& call) {
  Range moved = memoryMoved(call);
  auto process = moved.empty() ? processes_.end() : processes_.find(call.process);
  if (process == processes_.end()) return;
  for (OpenShort* open : process->second.inMemory(moved)) process->second.stopWatchingMemory(*open);
}

bool ShortDetector::mustWait(const Request& request, const TracedFile* file) const {
  if (file == nullptr || request.sqe.off == kCurrentPosition || (request.sqe.flags & kSqeBufferSelect) != 0) return true;
  if (directionOf(request.sqe.opcode) != Direction::write) return false;
  auto process = processes_.find(request.process);
  return process != processes_.end() && process->second.appends(keyOf(*file));
}

const TracedFile* ShortDetector::fileOf(const Request& request) const {
  if (request.file != nullptr) return request.file;
  auto known = [&](uint32_t process) -> const TracedFile* {
    auto found = processes_.find(process);
    return found == processes_.end() ? nullptr : found->second.descriptors.fileOf(request);
  };
  if (const TracedFile* file = known(request.process)) return file;
  for (const Ancestor& ancestor : lineage_.of(request.process)) {
    if (const TracedFile* file = known(ancestor.process)) return file;
  }
  return nullptr;
}

template <typename Visit>
void ShortDetector::visitLineage(uint32_t process, Visit visit) {
  auto visitOne = [&](uint32_t whose, uint64_t limit) {
    auto found = processes_.find(whose);
    if (found == processes_.end()) return;
    visit(found->second, limit);
    forgetIfIdle(whose);
  };
  auto ancestors = lineage_.of(process);
  visitOne(process, next_);
  for (const Ancestor& ancestor : ancestors) visitOne(ancestor.process, ancestor.limit);
}

}  // namespace uringlab
