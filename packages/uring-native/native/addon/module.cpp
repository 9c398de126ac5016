// The functions of the addon, as src/native.ts declares them. All run on the JavaScript thread; what may
// take long goes to a task.

#include "arguments.hpp"
#include "classify.hpp"
#include "crc32c.hpp"
#include "mapping.hpp"
#include "page-cache.hpp"
#include "probe.hpp"
#include "result.hpp"
#include "run-plan.hpp"
#include "trace-pipe.hpp"

namespace uringlab {
namespace {

using Info = Napi::CallbackInfo;

Napi::Value executePlan(const Info& info) {
  auto bytes = toBytes(info[0]);
  return startTask(info.Env(), [plan = Bytes(bytes.begin(), bytes.end())](const Stop& stop) -> Deliver {
    return [result = runPlan(plan, stop)](Napi::Env env) { return fromBytes(env, result); };
  });
}

Napi::Value lookAt(const Info& info) {
  LookOptions options{toUint64(info[1]), toUint64(info[2]), info[3].ToBoolean(), info[4].ToBoolean()};
  return startTask(info.Env(), [path = toText(info[0]), options](const Stop& stop) -> Deliver {
    return [found = look(path, options, stop)](Napi::Env env) {
      auto object = Napi::Object::New(env);
      object["result"] = Napi::Number::New(env, static_cast<double>(found.result));
      object["bytes"] = fromBytes(env, found.bytes);
      return object;
    };
  });
}

Napi::Value prepare(const Info& info) {
  auto offsets = info[3].As<Napi::BigInt64Array>();
  std::vector<int64_t> touched(offsets.Data(), offsets.Data() + offsets.ElementLength());
  CacheState state{info[1].ToBoolean(), info[2].ToBoolean(), std::move(touched), toUint64(info[4])};
  return startTask(info.Env(), [path = toText(info[0]), state = std::move(state)](const Stop& stop) -> Deliver {
    prepareCache(path, state, stop);
    return [](Napi::Env env) { return env.Undefined(); };
  });
}

Napi::Value record(const Info& info) {
  auto source = std::make_shared<Fd>(Fd::open(toText(info[0]), O_RDONLY | O_NONBLOCK));
  auto target = std::make_shared<Fd>(Fd::open(toText(info[1]), O_WRONLY | O_CREAT | O_TRUNC));
  uint32_t subBufferBytes = toUint32(info[2]);
  return startTask(info.Env(), [=](const Stop& stop) -> Deliver {
    RecordedPipe recorded = recordTracePipe(*source, *target, subBufferBytes, stop);
    return [recorded](Napi::Env env) {
      auto object = Napi::Object::New(env);
      object["bytes"] = Napi::Number::New(env, static_cast<double>(recorded.bytes));
      object["errno"] = Napi::Number::New(env, recorded.error);
      return object;
    };
  });
}

Napi::Value residentPages(const Info& info) {
  return fromBytes(info.Env(), residency(toText(info[0]), toUint64(info[1]), toUint64(info[2])));
}

Napi::Value fileExtents(const Info& info) {
  auto list = Napi::Array::New(info.Env());
  for (const Extent& extent : extents(toText(info[0]))) {
    auto object = Napi::Object::New(info.Env());
    object["logical"] = Napi::Number::New(info.Env(), static_cast<double>(extent.logical));
    object["physical"] = Napi::Number::New(info.Env(), static_cast<double>(extent.physical));
    object["length"] = Napi::Number::New(info.Env(), static_cast<double>(extent.length));
    object["flags"] = Napi::Number::New(info.Env(), extent.flags);
    list[list.Length()] = object;
  }
  return list;
}

Napi::Value probeRing(const Info& info) {
  Probe found = probe();
  auto object = Napi::Object::New(info.Env());
  object["errno"] = Napi::Number::New(info.Env(), found.error);
  object["sqpollErrno"] = Napi::Number::New(info.Env(), found.sqpollError);
  object["features"] = Napi::Number::New(info.Env(), found.features);
  object["ops"] = fromBytes(info.Env(), found.operations);
  object["crc32cInHardware"] = Napi::Boolean::New(info.Env(), crc32cInHardware());
  object["pageBytes"] = Napi::Number::New(info.Env(), kPageBytes);
  object["liburing"] = Napi::String::New(info.Env(), LIBURING_VERSION);
  return object;
}

/** runId, file, generation, offset, fileBytes */
Expectation toExpectation(const Info& info) {
  return {toUint64(info[0]), toUint32(info[1]), toUint32(info[2]), toUint64(info[3]), toUint64(info[4])};
}

Napi::Value stampBytes(const Info& info) {
  Bytes bytes(toUint32(info[5]));
  stamp(toExpectation(info), 0, 0, bytes.data(), bytes.size());
  return fromBytes(info.Env(), bytes);
}

Napi::Value classifyBytes(const Info& info) {
  auto bytes = toBytes(info[5]);
  PreviousAt previousAt = [](size_t) { return std::nullopt; };
  if (info[6].IsObject()) {
    auto object = info[6].As<Napi::Object>();
    Previous previous{toUint32(object.Get("row")), toUint32(object.Get("file")), toUint32(object.Get("generation")),
                      toUint64(object.Get("offset"))};
    uint32_t length = toUint32(object.Get("length"));
    previousAt = [previous, length](size_t position) -> std::optional<Previous> {
      if (position >= length) return {};
      return Previous{previous.row, previous.file, previous.generation, previous.offset + position};
    };
  }
  Judgement judgement = classify(toExpectation(info), bytes.data(), bytes.size(), previousAt);
  ByteWriter writer;
  encodeRanges(writer, judgement.ranges);
  return fromBytes(info.Env(), writer.take());
}

Napi::Value checksum(const Info& info) {
  auto bytes = toBytes(info[0]);
  bool portable = info[1].ToBoolean();
  uint32_t value = portable ? crc32cPortable(bytes.data(), bytes.size()) : crc32c(bytes.data(), bytes.size());
  return Napi::Number::New(info.Env(), value);
}

template <Napi::Value (*function)(const Info&)>
void add(Napi::Object& exports, const char* name) {
  exports[name] = Napi::Function::New(exports.Env(), guarded<function>, name);
}

Napi::Object initialize(Napi::Env, Napi::Object exports) {
  add<executePlan>(exports, "execute");
  add<lookAt>(exports, "look");
  add<prepare>(exports, "prepareCache");
  add<record>(exports, "recordTracePipe");
  add<residentPages>(exports, "residency");
  add<fileExtents>(exports, "extents");
  add<probeRing>(exports, "probe");
  add<stampBytes>(exports, "stamp");
  add<classifyBytes>(exports, "classify");
  add<checksum>(exports, "crc32c");
  return exports;
}

}  // namespace

NODE_API_MODULE(uring_native, initialize)

}  // namespace uringlab
