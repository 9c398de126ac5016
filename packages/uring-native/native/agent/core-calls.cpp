#include "core-calls.hpp"

#include <memory>

#include "crc32c.hpp"
#include "mapping.hpp"
#include "page-cache.hpp"
#include "probe.hpp"
#include "run-plan.hpp"
#include "trace-pipe.hpp"
#include "values.hpp"

namespace uringlab {
namespace {

/** The answer has to fit into a frame, with what is said besides. */
void requireFits(uint64_t bytes) {
  if (bytes > kMaxBody - 64) throw SystemError(EMSGSIZE, "frame", std::to_string(bytes) + " bytes");
}

}  // namespace

Work prepareExecute(ByteReader& reader) {
  auto plan = reader.bytes(reader.remaining());
  return [plan = Bytes(plan.begin(), plan.end())](const Stop& stop) { return runPlan(plan, stop); };
}

Work prepareLook(ByteReader& reader) {
  std::string path = readPath(reader);
  LookOptions options{};
  options.offset = reader.value<uint64_t>();
  options.length = reader.value<uint64_t>();
  options.direct = reader.value<uint8_t>() != 0;
  options.nowait = reader.value<uint8_t>() != 0;
  requireFits(options.length);
  return [=](const Stop& stop) {
    Look found = look(path, options, stop);
    ByteWriter writer;
    writer.value(found.result);
    writeBytes(writer, found.bytes);
    return writer.take();
  };
}

Work preparePrepareCache(ByteReader& reader) {
  std::string path = readPath(reader);
  CacheState state{};
  state.drop = reader.value<uint8_t>() != 0;
  state.random = reader.value<uint8_t>() != 0;
  state.touchLength = reader.value<uint64_t>();
  requireFits(state.touchLength);
  auto count = reader.value<uint32_t>();
  if (count > reader.remaining() / sizeof(int64_t)) throw frameError("offsets beyond the end");
  state.touchOffsets.reserve(count);
  for (; count > 0; count--) state.touchOffsets.push_back(reader.value<int64_t>());
  return [=](const Stop& stop) {
    prepareCache(path, state, stop);
    return Bytes();
  };
}

Work prepareResidency(ByteReader& reader) {
  std::string path = readPath(reader);
  auto offset = reader.value<uint64_t>();
  auto length = reader.value<uint64_t>();
  requireFits(length / kPageBytes);
  return [=](const Stop&) {
    ByteWriter writer;
    writeBytes(writer, residency(path, offset, length));
    return writer.take();
  };
}

Work prepareExtents(ByteReader& reader) {
  return [path = readPath(reader)](const Stop&) {
    std::vector<Extent> found = extents(path);
    ByteWriter writer;
    writer.value(static_cast<uint32_t>(found.size()));
    for (const Extent& extent : found) {
      writer.value(extent.logical);
      writer.value(extent.physical);
      writer.value(extent.length);
      writer.value(extent.flags);
    }
    return writer.take();
  };
}

Work prepareProbe(ByteReader&) {
  return [](const Stop&) {
    Probe found = probe();
    ByteWriter writer;
    writer.value(int32_t{found.error});
    writer.value(int32_t{found.sqpollError});
    writer.value(found.features);
    writer.value(uint8_t{crc32cInHardware()});
    writeBytes(writer, found.operations);
    writeText(writer, LIBURING_VERSION);
    writer.value(static_cast<uint32_t>(kPageBytes));
    return writer.take();
  };
}

Work prepareRecordTracePipe(ByteReader& reader) {
  std::string source = readPath(reader);
  std::string target = readPath(reader);
  auto subBufferBytes = reader.value<uint32_t>();
  if (subBufferBytes < kPageBytes || subBufferBytes > kMaxBody) throw frameError("not the size of a sub-buffer");
  auto from = std::make_shared<Fd>(Fd::open(source, O_RDONLY | O_NONBLOCK));
  auto to = std::make_shared<Fd>(Fd::open(target, O_WRONLY | O_CREAT | O_TRUNC));
  return [=](const Stop& stop) {
    RecordedPipe recorded = recordTracePipe(*from, *to, subBufferBytes, stop);
    ByteWriter writer;
    writer.value(recorded.bytes);
    writer.value(int32_t{recorded.error});
    return writer.take();
  };
}

}  // namespace uringlab
