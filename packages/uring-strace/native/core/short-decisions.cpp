// The part of ShortDetector that ends shorts: by what happens to processes and to the watching, and by verdict.

#include "short-detector.hpp"

namespace uringlab {

void ShortDetector::executed(uint32_t process, uint64_t time) {
  endAll(process, {process, time, nullptr, nullptr}, ShortEnd::executed);
}

void ShortDetector::exited(uint32_t process, uint64_t time) {
  endAll(process, {process, time, nullptr, nullptr}, ShortEnd::processEnded);
  lineage_.remove(process);
  // Nobody will ask what it did unseen, unless something waits for the answer.
  auto found = processes_.find(process);
  if (found != processes_.end() && found->second.held.empty()) processes_.erase(found);
}

void ShortDetector::forked(uint32_t parent, uint32_t child) {
  if (opens_.empty()) return;
  auto found = processes_.find(parent);
  lineage_.fork(parent, found != processes_.end() && !found->second.empty(), child, next_);
}

void ShortDetector::callsWatched(uint32_t process, bool missed) {
  auto found = processes_.find(process);
  if (found == processes_.end()) return;
  ProcessShorts& shorts = found->second;
  shorts.callsUnwatched = false;
  auto held = std::move(shorts.held);
  shorts.held.clear();
  for (auto& [number, open] : held) announce(*open, missed ? ShortState::unknown : ShortState::unhandled);
  if (missed) {
    for (OpenShort* open : shorts.all()) open->callsMissed = true;
  }
  forgetIfIdle(process);
}

void ShortDetector::sessionEnds(uint64_t time) {
  while (!opens_.empty()) {
    OpenShort& open = opens_.begin()->second;
    Follower nobody{open.finding.request.process, time, nullptr, nullptr};
    if (!open.endsAlready()) noteEnd(open, ShortEnd::sessionEnded, nobody);
    if (!open.held) processes_.find(nobody.process)->second.remove(open);
    announce(open, ShortState::unknown);
  }
  processes_.clear();
  lineage_.clear();
  waiting_.clear();
}

void ShortDetector::endAll(uint32_t process, const Follower& follower, ShortEnd end) {
  auto found = processes_.find(process);
  if (found == processes_.end()) return;
  for (OpenShort* open : found->second.all()) decideUnhandled(*open, end, follower);
  forgetIfIdle(process);
}

void ShortDetector::decideUnhandled(OpenShort& open, ShortEnd end, const Follower& follower) {
  ProcessShorts& shorts = processes_.find(open.finding.request.process)->second;
  bool lost = open.lossesBefore != losses_;
  bool uncertain = open.callsMissed || shorts.isDoubtful(open);
  if (lost || uncertain || !shorts.callsUnwatched) {
    return decide(open, lost || uncertain ? ShortState::unknown : ShortState::unhandled, lost ? ShortEnd::lost : end, follower);
  }
  if (!open.endsAlready()) noteEnd(open, end, follower);
  shorts.remove(open);
  shorts.held.emplace(open.number, &open);
  open.held = true;
}

void ShortDetector::decide(OpenShort& open, ShortState state, ShortEnd end, const Follower& follower) {
  ProcessShorts& shorts = processes_.find(open.finding.request.process)->second;
  if (open.held) {
    shorts.held.erase(open.number);
  } else {
    shorts.remove(open);
  }
  bool wentOn = state == ShortState::unhandled || (state == ShortState::unknown && end != ShortEnd::lost);
  // A file that was closed first, as it turns out.
  if (!(wentOn && open.endsAlready())) noteEnd(open, end, follower);
  announce(open, state);
}

void ShortDetector::noteEnd(OpenShort& open, ShortEnd end, const Follower& follower) const {
  ShortFinding& finding = open.finding;
  finding.end = end;
  finding.endTime = follower.time;
  finding.followedByRequest = follower.request != nullptr;
  if (finding.followedByRequest) finding.followRequest = *follower.request;
  finding.followedByCall = follower.call != nullptr;
  if (finding.followedByCall) finding.followCall = *follower.call;
}

void ShortDetector::announce(OpenShort& open, ShortState state) {
  ShortFinding& finding = open.finding;
  finding.state = state;
  if (state == ShortState::handled || state == ShortState::endOfFile) {
    finding.wrongOffset = false;
    finding.wrongOffsetAt = 0;
  } else {
    uint64_t left = 0;
    for (Range part : open.remaining) left += part.bytes();
    finding.restAsked = finding.missing - left;
  }
  report_(finding);
  drop(open);
}

void ShortDetector::giveUp(OpenShort& open) {
  uint32_t process = open.finding.request.process;
  givenUp_++;
  decide(open, ShortState::unknown, ShortEnd::lost, {process, opens_.rbegin()->second.finding.request.completeTime, nullptr, nullptr});
  forgetIfIdle(process);
}

void ShortDetector::drop(OpenShort& open) {
  opens_.erase(open.number);
  if (!opens_.empty()) return;
  lineage_.clear();
  waiting_.clear();
}

void ShortDetector::forgetIfIdle(uint32_t process) {
  auto found = processes_.find(process);
  if (found == processes_.end()) return;
  const ProcessShorts& shorts = found->second;
  if (shorts.empty() && shorts.held.empty() && !shorts.callsUnwatched) processes_.erase(found);
}

}  // namespace uringlab
