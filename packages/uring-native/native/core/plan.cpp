#include "plan.hpp"

#include <liburing.h>

#include <algorithm>
#include <limits>

#include "bytes.hpp"

namespace uringlab {
namespace {

constexpr uint8_t kLinkFlags = IOSQE_IO_LINK | IOSQE_IO_HARDLINK;
constexpr uint8_t kPlanSqeFlags = kLinkFlags | IOSQE_IO_DRAIN | IOSQE_ASYNC;
constexpr uint32_t kDirectAlignment = 512;
constexpr uint32_t kMaxFiles = 1024;
constexpr uint32_t kMaxPath = 4095;

void require(bool holds, const char* what) {
  if (!holds) throw planError(what);
}

std::string operation(uint32_t index, const char* what) { return "operation " + std::to_string(index) + ": " + what; }

PlanFile decodeFile(ByteReader& reader) {
  PlanFile file;
  file.id = reader.value<uint32_t>();
  file.flags = reader.value<uint32_t>();
  file.bytes = reader.value<uint64_t>();
  auto pathBytes = reader.value<uint32_t>();
  require(reader.value<uint32_t>() == 0, "a reserved field is not zero");
  require((file.flags & ~file_flag::all) == 0, "unknown file flags");
  require(file.bytes <= std::numeric_limits<int64_t>::max(), "file size out of range");
  require(pathBytes > 0 && pathBytes <= kMaxPath, "path empty or too long");
  file.path = reader.text(pathBytes);
  require(file.path.find('\0') == std::string::npos, "path with a NUL");
  reader.align();
  return file;
}

void checkTransfer(const Plan& plan, uint32_t index) {
  const PlanFile& file = plan.fileOf(index);
  int64_t offset = plan.offset[index];
  uint32_t length = plan.length[index];
  if (length == 0 || length > kMaxMemory) throw planError(operation(index, "length out of range"));
  if (offset < 0 || offset > std::numeric_limits<int64_t>::max() - length) {
    throw planError(operation(index, "offset out of range"));
  }
  bool aligned = offset % kDirectAlignment == 0 && length % kDirectAlignment == 0;
  if ((file.flags & file_flag::direct) != 0 && !aligned) {
    throw planError(operation(index, "direct I/O not aligned to 512 bytes"));
  }
  if (plan.kindOf(index) == OpKind::write && (file.flags & file_flag::write) == 0) {
    throw planError(operation(index, "a write to a file that is opened for reading"));
  }
}

void checkOperations(Plan& plan) {
  for (uint32_t index = 0; index < plan.operations(); index++) {
    if (plan.kind[index] > static_cast<uint8_t>(OpKind::fsync)) throw planError(operation(index, "unknown kind"));
    if (plan.file[index] >= plan.files.size()) throw planError(operation(index, "no such file"));
    if ((plan.sqeFlags[index] & ~kPlanSqeFlags) != 0) throw planError(operation(index, "SQE flags not allowed"));
    if (plan.kindOf(index) == OpKind::fsync) continue;
    checkTransfer(plan, index);
    plan.longest = std::max(plan.longest, plan.length[index]);
  }
  for (uint32_t index = 0; index < plan.operations();) {
    uint32_t chain = plan.chainLength(index);
    if (chain > plan.depth) throw planError(operation(index, "link chain longer than the ring is deep"));
    index += chain;
  }
}

}  // namespace

uint32_t Plan::chainLength(uint32_t index) const {
  uint32_t end = index;
  while (end + 1 < operations() && (sqeFlags[end] & kLinkFlags) != 0) end++;
  return end + 1 - index;
}

Plan decodePlan(std::span<const uint8_t> bytes) {
  ByteReader reader(bytes);
  Plan plan;
  require(reader.value<uint32_t>() == kPlanMagic, "bad magic");
  require(reader.value<uint32_t>() == kPlanVersion, "unknown version");
  plan.runId = reader.value<uint64_t>();
  plan.depth = reader.value<uint32_t>();
  plan.batch = reader.value<uint32_t>();
  plan.ringFlags = reader.value<uint32_t>();
  plan.sqpollIdleMs = reader.value<uint32_t>();
  auto consumer = reader.value<uint32_t>();
  auto checks = reader.value<uint32_t>();
  plan.firstRow = reader.value<uint32_t>();
  plan.keepMismatches = reader.value<uint32_t>();
  plan.stopAfterMismatches = reader.value<uint32_t>();
  auto files = reader.value<uint32_t>();
  auto operations = reader.value<uint32_t>();
  plan.slotsPerBuffer = reader.value<uint32_t>();
  plan.fileSizeLimit = reader.value<uint64_t>();

  require(plan.depth >= 1 && plan.depth <= kMaxDepth, "depth out of range");
  require(plan.batch >= 1 && plan.batch <= plan.depth, "batch out of range");
  require((plan.ringFlags & ~ring_flag::all) == 0, "unknown ring flags");
  require(plan.sqpollIdleMs >= 1 && plan.sqpollIdleMs <= 60'000, "SQPOLL idle time out of range");
  require(consumer <= static_cast<uint32_t>(Consumer::resubmitWrongOffset), "unknown consumer");
  require(plan.slotsPerBuffer >= 1 && plan.slotsPerBuffer <= kMaxDepth, "slots per buffer out of range");
  require((checks & ~check_flag::all) == 0, "unknown check flags");
  require(plan.fileSizeLimit <= std::numeric_limits<int64_t>::max(), "file size limit out of range");
  require(files <= kMaxFiles, "too many files");
  require(operations <= std::numeric_limits<uint32_t>::max() - plan.firstRow, "rows beyond 32 bits");
  plan.consumer = static_cast<Consumer>(consumer);
  plan.verify = (checks & check_flag::verify) != 0;
  plan.poison = (checks & check_flag::poison) != 0;

  for (uint32_t file = 0; file < files; file++) plan.files.push_back(decodeFile(reader));
  plan.offset = reader.column<int64_t>(operations);
  plan.length = reader.column<uint32_t>(operations);
  plan.rwFlags = reader.column<uint32_t>(operations);
  plan.generation = reader.column<uint32_t>(operations);
  plan.file = reader.column<uint16_t>(operations);
  plan.kind = reader.column<uint8_t>(operations);
  plan.sqeFlags = reader.column<uint8_t>(operations);
  require(reader.remaining() == 0, "bytes after the end");

  checkOperations(plan);
  require(uint64_t{plan.longest} * plan.depth <= kMaxMemory, "depth times the longest operation exceeds 1 GiB");
  require(uint64_t{plan.longest} * plan.keepMismatches <= kMaxMemory,
          "kept mismatches times the longest operation exceeds 1 GiB");
  return plan;
}

}  // namespace uringlab
