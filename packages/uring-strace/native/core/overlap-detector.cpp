#include "overlap-detector.hpp"

#include "system-calls.hpp"

namespace uringlab {
namespace {

// Groups looked at for one request: where so many different ranges overlap, the number of pairs is a lower bound.
constexpr size_t kMostGroups = 64;

std::pair<uint64_t, uint64_t> keyOfRange(Range range) { return {range.begin, range.end}; }

}  // namespace

void OverlapDetector::submitted(const Request& request) {
  uint8_t opcode = request.sqe.opcode;
  bool leftOut = (request.sqe.flags & (kSqeBufferSelect | kSqeSkipSuccess)) != 0;
  if (leftOut || request.order == 0 || !(isTransfer(opcode) || opcode == kOpRecv || opcode == kOpSend)) return;
  Range memory = memoryUsed(request);
  if (memory.empty()) return;
  if (requests_.size() >= mostInFlight_) {
    unwatched_++;
    return;
  }
  Memory& process = processes_[request.process];
  auto [at, isNew] = process.flights.emplace(request.order, Flight{request, memory, !memoryReadInto(request).empty()});
  if (!isNew) return;
  requests_.emplace(request.order, request.process);
  const Flight& flight = at->second;
  reportPairs(process, flight);
  size_t way = flight.into ? 0 : 1;
  Group& group = process.groups[way][keyOfRange(memory)];
  if (group.empty()) process.ranges[way].insert(memory, &group);
  group.emplace(request.order, &flight);
}

void OverlapDetector::completed(const Request& request) {
  if (request.more || requests_.empty()) return;
  auto found = requests_.find(request.order);
  if (found == requests_.end()) return;
  auto process = processes_.find(found->second);
  auto flight = process->second.flights.find(request.order);
  remove(process->second, flight->second);
  process->second.flights.erase(flight);
  if (process->second.flights.empty()) processes_.erase(process);
  requests_.erase(found);
}

void OverlapDetector::ended(uint32_t process) {
  auto found = processes_.find(process);
  if (found == processes_.end()) return;
  for (const auto& [order, flight] : found->second.flights) requests_.erase(order);
  processes_.erase(found);
}

void OverlapDetector::recordsLost() {
  requests_.clear();
  processes_.clear();
}

void OverlapDetector::reportPairs(const Memory& memory, const Flight& flight) {
  size_t pairs = 0;
  size_t groups = 0;
  auto look = [&](Range range, const Group* group) {
    uint64_t first = pairs;
    for (auto at = group->begin(); at != group->end() && pairs < kMostPairs; ++at, pairs++) {
      report_({at->second->request, flight.request, range.shared(flight.memory)});
    }
    unreported_ += group->size() - (pairs - first);
    return ++groups < kMostGroups;
  };
  memory.ranges[0].visitOverlapping(flight.memory, look);
  if (flight.into) memory.ranges[1].visitOverlapping(flight.memory, look);
}

void OverlapDetector::remove(Memory& memory, const Flight& flight) {
  size_t way = flight.into ? 0 : 1;
  auto found = memory.groups[way].find(keyOfRange(flight.memory));
  found->second.erase(flight.request.order);
  if (!found->second.empty()) return;
  memory.ranges[way].erase(flight.memory, &found->second);
  memory.groups[way].erase(found);
}

}  // namespace uringlab
