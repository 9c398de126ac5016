#include "write-summary.hpp"

#include <algorithm>

#include "json.hpp"
#include "opcodes.hpp"
#include "shortfall.hpp"

namespace uringlab {

namespace {

constexpr size_t kNameWidth = 16;

/** Right-aligned, with a space in front at least. */
void writeCell(Text& text, uint64_t value, size_t width) {
  size_t digits = 1;
  for (uint64_t rest = value; rest >= 10; rest /= 10) digits++;
  text << ' ';
  text.padTo(text.size(), width > digits ? width - digits : 0);
  text.decimal(value);
}

void writeNone(Text& text, size_t width) { text.padTo(text.size(), width) << '-'; }

constexpr std::string_view kHeads =
    "op                    calls     errors      short            bytes     total-us     avg-us     max-us\n";
constexpr std::string_view kLine =
    "---------------- ---------- ---------- ---------- ---------------- ------------ ---------- ----------\n";

}  // namespace

void Summary::Row::add(const Row& other) {
  calls += other.calls;
  errors += other.errors;
  shorts += other.shorts;
  bytes += other.bytes;
  timed += other.timed;
  total += other.total;
  longest = std::max(longest, other.longest);
}

void Summary::add(const Request& request) {
  constexpr uint32_t kNotification = 8;  // IORING_CQE_F_NOTIF: tells of memory, not of a transfer
  if (!request.completed || (request.cqeFlags & kNotification) != 0) return;
  Row& row = rows_[request.sqe.opcode];
  row.calls++;
  if (request.result < 0) {
    row.errors++;
  } else if (opcodeOf(request.sqe.opcode).result == ResultKind::bytes) {
    row.bytes += request.result;
    if (shortfallOf(request).missing > 0) row.shorts++;
  }
  // The completions of a multishot have no duration of their own.
  if (!request.submitSeen || request.more) return;
  uint64_t time = request.completeTime > request.submitTime ? request.completeTime - request.submitTime : 0;
  row.timed++;
  row.total += time;
  row.longest = std::max(row.longest, time);
}

void Summary::addTally(uint8_t opcode, const tally& counts) {
  Row row;
  row.calls = counts.count;
  row.errors = counts.errors;
  row.shorts = counts.shorts;
  row.bytes = counts.bytes;
  rows_[opcode].add(row);
}

size_t Summary::sort(std::array<uint8_t, 256>& order) const {
  size_t count = 0;
  for (size_t opcode = 0; opcode < rows_.size(); opcode++) {
    if (rows_[opcode].calls > 0) order[count++] = static_cast<uint8_t>(opcode);
  }
  std::stable_sort(order.begin(), order.begin() + count, [&](uint8_t a, uint8_t b) { return rows_[a].calls > rows_[b].calls; });
  return count;
}

void Summary::writeCells(Text& text, const Row& row) {
  writeCell(text, row.calls, 10);
  writeCell(text, row.errors, 10);
  writeCell(text, row.shorts, 10);
  writeCell(text, row.bytes, 16);
  if (row.timed == 0) {
    writeNone(text, 12);
    writeNone(text, 10);
    writeNone(text, 10);
  } else {
    writeCell(text, row.total / 1000, 12);
    writeCell(text, row.total / row.timed / 1000, 10);
    writeCell(text, row.longest / 1000, 10);
  }
  text << '\n';
}

void Summary::write(Text& text) const {
  std::array<uint8_t, 256> order;
  size_t count = sort(order);
  Row all;
  text << kHeads << kLine;
  for (size_t i = 0; i < count; i++) {
    size_t start = text.size();
    writeOpcode(text, order[i]);
    text.padTo(start, kNameWidth);
    writeCells(text, rows_[order[i]]);
    all.add(rows_[order[i]]);
  }
  text << kLine;
  size_t start = text.size();
  text << "total";
  text.padTo(start, kNameWidth);
  writeCells(text, all);
}

void Summary::writeJson(Text& text) const {
  std::array<uint8_t, 256> order;
  size_t count = sort(order);
  JsonObject object(text);
  object.text("type", "summary");
  object.member("ops") << '[';
  for (size_t i = 0; i < count; i++) {
    const Row& row = rows_[order[i]];
    if (i > 0) text << ',';
    JsonObject entry(text);
    writeOpcode(entry.member("op") << '"', order[i]);
    text << '"';
    entry.count("opcode", order[i]);
    entry.count("calls", row.calls);
    entry.count("errors", row.errors);
    entry.count("short", row.shorts);
    entry.count("bytes", row.bytes);
    if (row.timed > 0) {
      entry.count("timed", row.timed);
      entry.count("total_ns", row.total);
      entry.count("max_ns", row.longest);
    }
    entry.end();
  }
  text << "]";
  object.end();
  text << '\n';
}

}  // namespace uringlab
