#include "request-table.hpp"

#include <algorithm>

namespace uringlab {
namespace {

// include/uapi/linux/io_uring.h
constexpr uint32_t kSetupSqPoll = 1u << 1;
constexpr uint32_t kCqeMore = 1u << 1;
constexpr uint32_t kCqeNotification = 1u << 3;

/** Opcodes that may post CQEs which do not name their request: multishot ones, and the notifications of zero copy. */
constexpr uint64_t kMayPostMore = 1ull << 6 | 1ull << 10 | 1ull << 11 | 1ull << 13 | 1ull << 26 | 1ull << 27 | 1ull << 46 |
                                  1ull << 47 | 1ull << 48 | 1ull << 49 | 1ull << 58;

uint64_t indexKey(uint64_t ring, uint64_t userData) { return (ring ^ userData) * 0x9e3779b97f4a7c15ull ^ ring; }

/** sqe.op_flags is 32 bits wide, io_rw tells the low ones: those of preadv2(2). */
void sqeFromCompletion(const complete_record& told, sqe_words& sqe) {
  sqe = {};
  sqe.opcode = told.opcode;
  sqe.fd = -1;
  sqe.user_data = told.user_data;
  sqe.addr = told.address;
  sqe.len = told.length;
  sqe.op_flags = told.op_flags;
  sqe.off = told.position - (told.result > 0 ? static_cast<uint64_t>(told.result) : 0);
}

bool isVectored(uint8_t opcode) { return opcode == 1 || opcode == 2 || opcode == 60 || opcode == 61; }

}  // namespace

bool RequestTable::needsUserData(const Request& request) const {
  return byUserData_ || (request.sqe.opcode < 64 && (kMayPostMore >> request.sqe.opcode & 1) != 0);
}

const Request& RequestTable::submit(const record& record, const std::function<void(const Request&)>& forgotten) {
  lastCompletion_ = {};
  const submit_record& told = record.submit;
  uint32_t number = byAddress_.find(told.request);
  if (number != PointerMap::kNone) {
    forgotten(requests_[number]);
    release(number);
  }
  if (free_.empty()) {
    free_.push_back(static_cast<uint32_t>(requests_.size()));
    requests_.emplace_back();
  }
  number = free_.back();
  free_.pop_back();
  Request& request = requests_[number];
  request = {};
  request.ring = told.ring;
  request.request = told.request;
  request.order = ++submitted_;
  request.submitTime = record.time;
  request.thread = record.thread;
  request.process = record.process;
  request.way = record.extra & kSetupSqPoll ? kByPollThread : 0;
  request.submitSeen = true;
  request.sqe = told.sqe;
  if (isVectored(told.sqe.opcode)) {
    request.vectorBytes = told.vector_bytes;
  } else {
    request.file = files_.find(told.file, told.inode);
  }
  byAddress_.insert(told.request, number);
  if (needsUserData(request)) byUserDataIndex_[indexKey(told.ring, told.sqe.user_data)].push_back(number);
  return request;
}

uint32_t RequestTable::findByUserData(uint64_t ring, uint64_t userData) {
  auto found = byUserDataIndex_.find(indexKey(ring, userData));
  return found == byUserDataIndex_.end() ? PointerMap::kNone : found->second.front();
}

Request& RequestTable::complete(const record& record) {
  const complete_record& told = record.complete;
  lastCompletion_ = {told.ring, told.user_data, told.result};
  uint32_t number = told.request != 0 ? byAddress_.find(told.request) : PointerMap::kNone;
  if (number == PointerMap::kNone) number = findByUserData(told.ring, told.user_data);
  if (number == PointerMap::kNone) {
    unseen_ = {};
    unseen_.ring = told.ring;
    unseen_.request = told.request;
    unseen_.thread = record.thread;
    unseen_.process = record.process;
    sqeFromCompletion(told, unseen_.sqe);
    fillFromCompletion(unseen_, record);
    return unseen_;
  }
  Request& request = requests_[number];
  fillFromCompletion(request, record);
  if (!request.more) release(number);
  return request;
}

void RequestTable::fillFromCompletion(Request& request, const record& record) const {
  const complete_record& told = record.complete;
  request.completed = true;
  request.completeTime = record.time;
  request.result = told.result;
  request.cqeFlags = told.cqe_flags;
  // The notification of zero copy is the last of its request.
  request.more = (told.cqe_flags & kCqeMore) != 0 && (told.cqe_flags & kCqeNotification) == 0;
  if (told.request == 0 || told.request != request.request) return;
  request.requestFlags = told.request_flags;
  request.file = files_.find(told.file, told.inode);
  if (told.length == 0) return;
  request.length = told.length;
  request.position = told.position;
  request.size = told.size;
  request.address = told.address;
  request.mode = told.mode;
}

void RequestTable::release(uint32_t number) {
  const Request& request = requests_[number];
  byAddress_.erase(request.request);
  free_.push_back(number);
  if (!needsUserData(request)) return;
  auto found = byUserDataIndex_.find(indexKey(request.ring, request.sqe.user_data));
  if (found == byUserDataIndex_.end()) return;
  std::erase(found->second, number);
  if (found->second.empty()) byUserDataIndex_.erase(found);
}

uint32_t RequestTable::findOldest(uint64_t ring, uint64_t userData) const {
  uint32_t oldest = PointerMap::kNone;
  for (uint32_t number = 0; number < requests_.size(); number++) {
    const Request& request = requests_[number];
    if (request.ring != ring || request.sqe.user_data != userData || byAddress_.find(request.request) != number) continue;
    if (oldest == PointerMap::kNone || request.order < requests_[oldest].order) oldest = number;
  }
  return oldest;
}

Request* RequestTable::overflow(const record& record, bool toldBefore) {
  const note_record& told = record.note;
  bool known = toldBefore && lastCompletion_ == Completion{told.ring, told.other, told.result};
  lastCompletion_ = {};
  uint32_t number = known ? PointerMap::kNone : findOldest(told.ring, told.other);
  if (number == PointerMap::kNone) return nullptr;
  Request& request = requests_[number];
  request.completed = true;
  request.completeTime = record.time;
  request.result = told.result;
  request.cqeFlags = told.cqe_flags;
  request.more = (told.cqe_flags & kCqeMore) != 0;
  request.way |= kOverflowed;
  if (!request.more) release(number);
  return &request;
}

void RequestTable::note(const record& record) {
  const note_record& told = record.note;
  auto mark = [&](uint64_t address, uint16_t way) {
    uint32_t number = byAddress_.find(address);
    if (number != PointerMap::kNone) requests_[number].way |= way;
  };
  switch (told.note) {
    case NOTE_PUNT: return mark(told.request, kPunted);
    case NOTE_POLL: return mark(told.request, kPolled);
    case NOTE_DRAIN: return mark(told.request, kDrained);
    case NOTE_LINK: return mark(told.request, kLinked);
    case NOTE_FAIL_LINK: return mark(told.other, kChainBroken);
  }
}

std::vector<Request> RequestTable::unfinished() const {
  std::vector<Request> list;
  for (uint32_t number = 0; number < requests_.size(); number++) {
    const Request& request = requests_[number];
    if (request.request == 0 || byAddress_.find(request.request) != number) continue;
    Request& open = list.emplace_back(request);
    open.completed = open.more = false;
    open.cqeFlags = 0;
  }
  std::sort(list.begin(), list.end(), [](const Request& a, const Request& b) { return a.order < b.order; });
  return list;
}

}  // namespace uringlab
