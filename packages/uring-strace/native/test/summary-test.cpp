// Counts, and columns.
#include "columns.hpp"
#include "expect.hpp"
#include "write-summary.hpp"

namespace uringlab::test {

void testSummary() {
  Summary summary;
  for (int i = 0; i < 3; i++) {
    Request request = completed(22, i == 0 ? 4096 : 65536);
    request.sqe.len = 65536;
    request.mode = 0100644;
    request.completeTime = request.submitTime + (i + 1) * 1'000'000;
    summary.add(request);
  }
  summary.add(completed(3, -5));
  summary.add(submitted(22));
  Request notification = completed(47, 0);
  notification.cqeFlags = 8;
  summary.add(notification);
  tally counts = {.count = 123'456'789'012, .errors = 4, .shorts = 5, .bytes = 505'678'901'234'567};
  summary.addTally(200, counts);
  expect("table", written([&](Text& text) { summary.write(text); }),
         "op                    calls     errors      short            bytes     total-us     avg-us     max-us\n"
         "---------------- ---------- ---------- ---------- ---------------- ------------ ---------- ----------\n"
         "OP_200           123456789012          4          5  505678901234567            -          -          -\n"
         "READ                      3          0          1           135168         6000       2000       3000\n"
         "FSYNC                     1          1          0                0          865        865        865\n"
         "---------------- ---------- ---------- ---------- ---------------- ------------ ---------- ----------\n"
         "total            123456789016          5          6  505678901369735         6865       1716       3000\n");
  expect("JSON", written([&](Text& text) { summary.writeJson(text); }),
         R"({"type":"summary","ops":[{"op":"OP_200","opcode":200,"calls":123456789012,"errors":4,"short":5,"bytes":505678901234567},)"
         R"({"op":"READ","opcode":22,"calls":3,"errors":0,"short":1,"bytes":135168,"timed":3,"total_ns":6000000,"max_ns":3000000},)"
         R"({"op":"FSYNC","opcode":3,"calls":1,"errors":1,"short":0,"bytes":0,"timed":1,"total_ns":865000,"max_ns":865000}]})"
         "\n");
}

void testColumns() {
  RequestColumns columns;
  TracedFile late = kFile;
  late.path.clear();
  Request request = completed(22, 4096);
  request.sqe.len = 65536;
  request.sqe.off = ~0ull;
  request.mode = 0100644;
  request.size = 4096;
  request.position = 4096;
  request.file = &late;
  columns.append(request);
  late.path = "/mnt/g";
  columns.append(request);
  request.file = &kFile;
  request.submitSeen = false;
  columns.append(request);
  request.file = &late;
  columns.append(request);
  expect("rows", columns.rows() == 4);
  std::shared_ptr<const Columns> taken = columns.take();
  const Columns& first = *taken;
  expect("paths as they become known", first.path == std::vector<int32_t>({-1, 0, 1, 0}));
  expect("new paths", first.newPaths == std::vector<std::string>({"/mnt/g", "/mnt/f"}));
  expect("descriptors", first.fd == std::vector<int32_t>({5, 5, -1, -1}));
  expect("known", first.known[0] == (kSubmitKnown | kCompleteKnown | kTransferKnown | kEndOfFile));
  expect("known without a submission", first.known[2] == (kCompleteKnown | kTransferKnown | kEndOfFile));
  expect("position", first.offset[0] == -1);
  expect("asked and missing", first.asked[0] == 65536 && first.missing[0] == 61440);
  expect("one length", first.size.size() == 4 && first.ring.size() == 4 && first.result.size() == 4 && first.way.size() == 4);
  expect("taken", columns.rows() == 0);
  columns.append(request);
  std::shared_ptr<const Columns> second = columns.take();
  expect("indices go on", second->path == std::vector<int32_t>({0}) && second->newPaths.empty());
  const Columns* used = second.get();
  second.reset();
  columns.append(request);
  std::shared_ptr<const Columns> third = columns.take();
  expect("a batch is used again, without its rows", third.get() == used && third->path.size() == 1);
  columns.append(request);
  expect("one that is held is not", columns.take() != third);
}

}  // namespace uringlab::test
