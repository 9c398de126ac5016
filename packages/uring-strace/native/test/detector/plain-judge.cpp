#include "plain-judge.hpp"

#include <algorithm>

#include "system-calls.hpp"

namespace uringlab {
namespace {

ShortFinding by(const Request& request) {
  ShortFinding follower{};
  follower.followedByRequest = true;
  follower.followRequest = request;
  return follower;
}

ShortFinding by(const Call& call) {
  ShortFinding follower{};
  follower.followedByCall = true;
  follower.followCall = call;
  return follower;
}

bool holds(Range range, uint64_t byte) { return range.begin <= byte && byte < range.end; }

}  // namespace

bool PlainJudge::may(uint32_t process, const Short& one) const {
  if (one.finding.request.process == process) return true;
  auto found = ancestors_.find(process);
  if (found == ancestors_.end()) return false;
  auto limit = found->second.find(one.finding.request.process);
  return limit != found->second.end() && one.number < limit->second;
}

template <typename Is>
void PlainJudge::decide(Is is, ShortState state, ShortEnd end, const ShortFinding& follower) {
  for (size_t i = 0; i < shorts_.size();) {
    if (!is(shorts_[i])) {
      i++;
      continue;
    }
    Short one = shorts_[i];
    shorts_.erase(shorts_.begin() + static_cast<long>(i));
    one.finding.state = state;
    one.finding.end = end;
    one.finding.followedByRequest = follower.followedByRequest;
    one.finding.followRequest = follower.followRequest;
    one.finding.followedByCall = follower.followedByCall;
    one.finding.followCall = follower.followCall;
    if (state == ShortState::unhandled) one.finding.restAsked = one.atFirst.size() - one.missing.size();
    if (state != ShortState::unhandled) one.finding.wrongOffset = false;
    report_(one.finding);
  }
  if (shorts_.empty()) ancestors_.clear();
}

/** Into the middle of the buffer, where bytes are missing, from another place. */
bool PlainJudge::isMisplaced(const Short& one, uint32_t process, const Transfer& transfer) {
  const ShortFinding& finding = one.finding;
  if (finding.request.process != process || transfer.memory.empty() || finding.request.address == 0) return false;
  uint64_t into = transfer.memory.begin - finding.request.address;
  return into > 0 && into < finding.asked && into != transfer.range.begin - finding.offset && one.missing.contains(finding.offset + into);
}

void PlainJudge::ask(uint32_t process, const TracedFile* file, const Transfer& transfer, const ShortFinding& follower) {
  bool write = transfer.direction == Direction::write;
  auto sameFile = [&](const Short& one) {
    return may(process, one) && one.finding.request.file->inode == file->inode && one.finding.write == write;
  };
  bool asks = false;
  std::set<size_t> handled;
  for (Short& one : shorts_) {
    if (!sameFile(one)) continue;
    if (isMisplaced(one, process, transfer)) {
      // Only when something of what is missing is met: the rest is dealt with below.
      bool meets = std::any_of(one.missing.begin(), one.missing.end(), [&](uint64_t byte) { return holds(transfer.range, byte); });
      if (meets && !one.finding.wrongOffset) {
        one.finding.wrongOffset = true;
        one.finding.wrongOffsetAt = transfer.range.begin;
      }
      asks = asks || meets;
      continue;
    }
    bool asked = std::erase_if(one.missing, [&](uint64_t byte) { return holds(transfer.range, byte); }) != 0;
    if (asked && one.missing.empty()) handled.insert(one.number);
    asks = asks || asked;
  }
  decide([&](const Short& one) { return handled.contains(one.number); }, ShortState::handled, ShortEnd::none, follower);
  if (asks) return;
  auto firstMisplaced = [&](auto fits) -> Short* {
    for (Short& one : shorts_) {
      if (one.finding.request.process != process || !sameFile(one) || one.finding.wrongOffset || !fits(one)) continue;
      bool meets = std::any_of(one.atFirst.begin(), one.atFirst.end(), [&](uint64_t byte) { return holds(transfer.range, byte); });
      return meets ? nullptr : &one;
    }
    return nullptr;
  };
  Short* one = firstMisplaced([&](const Short& it) {
    return it.finding.request.address + (it.finding.asked - it.finding.missing) == transfer.memory.begin;
  });
  if (one == nullptr) one = firstMisplaced([&](const Short& it) { return it.finding.missing == transfer.bytes; });
  if (one == nullptr) return;
  one->finding.wrongOffset = true;
  one->finding.wrongOffsetAt = transfer.range.begin;
}

void PlainJudge::spoil(uint32_t process, Range memory, ShortEnd end, const ShortFinding& follower) {
  auto isSpoiled = [&](const Short& one) {
    const ShortFinding& finding = one.finding;
    return finding.request.process == process && std::any_of(one.missing.begin(), one.missing.end(), [&](uint64_t byte) {
             return holds(memory, finding.request.address + (byte - finding.offset));
           });
  };
  decide(isSpoiled, ShortState::unhandled, end, follower);
}

void PlainJudge::submitted(const Request& request) {
  Transfer transfer = transferAtSubmission(request);
  ask(request.process, request.file, transfer, by(request));
  spoil(request.process, memoryReadInto(request), ShortEnd::bufferReused, by(request));
}

void PlainJudge::completed(const Request& request) {
  auto ended = [&](const Short& one) {
    const ShortFinding& finding = one.finding;
    return finding.request.process == request.process && finding.request.file->inode == request.file->inode && !finding.write &&
           finding.offset + (finding.asked - finding.missing) >= request.size;
  };
  decide(ended, ShortState::endOfFile, ShortEnd::none, by(request));
  if (request.result < 0 || static_cast<uint64_t>(request.result) >= request.sqe.len) return;
  Short one;
  ShortFinding& finding = one.finding;
  finding.request = request;
  finding.request.address = request.sqe.addr;
  finding.offset = request.sqe.off;
  finding.asked = request.sqe.len;
  finding.missing = request.sqe.len - static_cast<uint64_t>(request.result);
  finding.write = directionOf(request.sqe.opcode) == Direction::write;
  uint64_t reached = request.sqe.off + static_cast<uint64_t>(request.result);
  if (!finding.write && reached >= request.size) {
    finding.state = ShortState::endOfFile;
    return report_(finding);
  }
  one.number = next_++;
  for (uint64_t byte = 0; byte < finding.missing; byte++) one.missing.insert(reached + byte);
  one.atFirst = one.missing;
  shorts_.push_back(one);
}

void PlainJudge::called(const Call& call) {
  if (auto transfer = transferOf(call)) {
    ask(call.process, call.file, *transfer, by(call));
    if (transfer->direction == Direction::read) spoil(call.process, transfer->memory, ShortEnd::bufferReused, by(call));
  }
  spoil(call.process, memoryFreed(call), ShortEnd::bufferFreed, by(call));
  if (call.number != kClose || call.references != 1) return;
  auto ancestors = ancestors_.find(call.process);
  auto isClosed = [&](const Short& one) {
    uint32_t process = one.finding.request.process;
    bool related = process == call.process || (ancestors != ancestors_.end() && ancestors->second.contains(process));
    return related && one.finding.request.file->file == call.file->file;
  };
  decide(isClosed, ShortState::unhandled, ShortEnd::fileClosed, by(call));
}

void PlainJudge::exited(uint32_t process, uint64_t) {
  decide([&](const Short& one) { return one.finding.request.process == process; }, ShortState::unhandled, ShortEnd::processEnded, {});
  ancestors_.erase(process);
}

void PlainJudge::forked(uint32_t parent, uint32_t child) {
  if (shorts_.empty()) return;
  auto ancestors = ancestors_[parent];
  bool hasShorts = std::any_of(shorts_.begin(), shorts_.end(), [&](const Short& one) { return one.finding.request.process == parent; });
  ancestors.erase(parent);
  ancestors.erase(child);
  if (hasShorts) ancestors[parent] = next_;
  ancestors_[child] = ancestors;
}

}  // namespace uringlab
