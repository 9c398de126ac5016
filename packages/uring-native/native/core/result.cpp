#include "result.hpp"

namespace uringlab {
namespace {

constexpr uint16_t kDone = 0;
constexpr uint16_t kFailed = 1;

ByteWriter begin(uint16_t status) {
  ByteWriter writer;
  writer.value(kResultMagic);
  writer.value(kResultVersion);
  writer.value(status);
  return writer;
}

void encodeColumns(ByteWriter& writer, const Plan& plan, const Execution& execution) {
  uint32_t rows = execution.rows;
  writer.column(plan.offset, rows);
  writer.column(execution.userData, rows);
  writer.column(execution.submitNs, rows);
  writer.column(execution.completeNs, rows);
  writer.column(plan.length, rows);
  writer.column(plan.rwFlags, rows);
  writer.column(plan.generation, rows);
  writer.column(execution.result, rows);
  writer.column(execution.cqeFlags, rows);
  writer.column(execution.lastResult, rows);
  writer.column(execution.total, rows);
  writer.column(execution.badBytes, rows);
  writer.column(plan.file, rows);
  writer.column(execution.buffer, rows);
  writer.column(execution.attempts, rows);
  writer.column(plan.kind, rows);
  writer.column(plan.sqeFlags, rows);
  writer.column(execution.outcome, rows);
}

void encodeMismatch(ByteWriter& writer, const KeptMismatch& mismatch) {
  writer.value(mismatch.index);
  writer.value(static_cast<uint32_t>(mismatch.judgement.firstBad));
  writer.value(static_cast<uint32_t>(mismatch.judgement.badBytes));
  writer.value(static_cast<uint32_t>(mismatch.judgement.ranges.size()));
  writer.value(static_cast<uint32_t>(mismatch.buffer.size()));
  writer.value(mismatch.rest.position);
  writer.value(mismatch.rest.offset);
  encodeRanges(writer, mismatch.judgement.ranges);
  writer.column(mismatch.buffer, mismatch.buffer.size());
}

}  // namespace

Execution::Execution(size_t operations)
    : userData(operations),
      submitNs(operations),
      completeNs(operations),
      result(operations),
      cqeFlags(operations),
      lastResult(operations),
      total(operations),
      badBytes(operations),
      buffer(operations),
      attempts(operations),
      outcome(operations),
      rest(operations) {}

Bytes encodeResult(const Plan& plan, const Execution& execution) {
  ByteWriter writer = begin(kDone);
  writer.value(execution.rows);
  writer.value(static_cast<uint32_t>(execution.kept.size()));
  writer.value(execution.startNs);
  writer.value(execution.elapsedNs);
  writer.value(execution.shortReads);
  writer.value(execution.errors);
  writer.value(execution.mismatches);
  writer.value(execution.resubmissions);
  writer.value(execution.cqOverflows);
  writer.value(uint32_t{execution.aborted});
  writer.value(execution.ringFeatures);
  writer.value(execution.executorTid);
  encodeColumns(writer, plan, execution);
  for (const KeptMismatch& mismatch : execution.kept) encodeMismatch(writer, mismatch);
  return writer.take();
}

Bytes encodeError(const SystemError& error) {
  ByteWriter writer = begin(kFailed);
  std::string message = error.what();
  writer.value(int32_t{error.number});
  writer.value(static_cast<uint32_t>(error.call.size()));
  writer.value(static_cast<uint32_t>(message.size()));
  writer.text(error.call);
  writer.text(message);
  return writer.take();
}

void encodeRanges(ByteWriter& writer, const std::vector<SectorRange>& ranges) {
  for (const SectorRange& range : ranges) {
    const Origin& origin = range.origin;
    uint32_t known = 0;
    if (origin.row) known |= 1;
    if (origin.file) known |= 2;
    if (origin.offset) known |= 4;
    if (origin.generation) known |= 8;
    writer.value(range.start);
    writer.value(range.end);
    writer.value(static_cast<uint32_t>(range.kind));
    writer.value(known);
    writer.value(origin.row.value_or(0));
    writer.value(origin.file.value_or(0));
    writer.value(origin.offset.value_or(0));
    writer.value(origin.generation.value_or(0));
    writer.value(uint32_t{0});
  }
}

}  // namespace uringlab
