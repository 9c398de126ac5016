#include "to-object.hpp"

#include <ctime>

#include "record-stream.hpp"

namespace uringlab {
namespace {

template <typename Array, typename T>
Array toArray(Napi::Env env, const std::vector<T>& values) {
  Array array = Array::New(env, values.size());
  std::copy(values.begin(), values.end(), array.Data());
  return array;
}

Napi::Array toStrings(Napi::Env env, const std::vector<std::string>& values) {
  Napi::Array array = Napi::Array::New(env, values.size());
  for (uint32_t at = 0; at < values.size(); at++) array[at] = Napi::String::New(env, values[at]);
  return array;
}

std::string decimal(uint64_t value) { return std::to_string(value); }

bool flag(const Napi::Object& object, const char* name) { return object.Get(name).ToBoolean(); }

template <typename T, typename Convert>
std::vector<T> toVector(const Napi::Value& value, Convert convert) {
  std::vector<T> list;
  if (!value.IsArray()) return list;
  Napi::Array array = value.As<Napi::Array>();
  for (uint32_t at = 0; at < array.Length(); at++) list.push_back(convert(array.Get(at)));
  return list;
}

std::string toText(const Napi::Value& value) { return value.ToString().Utf8Value(); }
uint32_t toNumber(const Napi::Value& value) { return value.ToNumber().Uint32Value(); }

TimeStyle toTimeStyle(const std::string& name) {
  if (name == "none") return TimeStyle::none;
  if (name == "clock") return TimeStyle::clock;
  if (name == "clock-us") return TimeStyle::clockMicros;
  if (name == "epoch-us") return TimeStyle::unixMicros;
  if (name == "relative") return TimeStyle::relative;
  return TimeStyle::sinceStart;
}

Output toOutput(const std::string& name) {
  if (name == "text") return Output::text;
  if (name == "json") return Output::json;
  if (name == "columns") return Output::columns;
  return Output::none;
}

Clock clockOf(TimeStyle style) {
  timespec real{};
  clock_gettime(CLOCK_REALTIME, &real);
  Clock clock;
  clock.style = style;
  clock.start = monotonicNow();
  clock.realOffset = real.tv_sec * 1'000'000'000 + real.tv_nsec - static_cast<int64_t>(clock.start);
  tm local{};
  localtime_r(&real.tv_sec, &local);
  clock.zoneSeconds = static_cast<int32_t>(local.tm_gmtoff);
  return clock;
}

}  // namespace

SessionOptions toOptions(const Napi::Object& object) {
  SessionOptions options;
  options.command = toVector<std::string>(object.Get("command"), toText);
  options.processes = toVector<uint32_t>(object.Get("processes"), toNumber);
  options.all = flag(object, "all");
  options.follow = flag(object, "follow");
  options.output = toOutput(toText(object.Get("output")));
  if (object.Get("descriptor").IsNumber()) options.descriptor = object.Get("descriptor").ToNumber().Int32Value();
  options.line.clock = clockOf(toTimeStyle(toText(object.Get("time"))));
  options.line.latency = flag(object, "latency");
  options.line.paths = flag(object, "paths");
  options.line.thread = flag(object, "threadIds");
  options.summary = flag(object, "summary");
  options.shorts = flag(object, "shorts");
  options.overlaps = flag(object, "overlaps");
  if (object.Get("bufferBytes").IsNumber()) options.bufferBytes = static_cast<uint64_t>(object.Get("bufferBytes").ToNumber().Int64Value());
  if (object.Get("opcodes").IsArray()) {
    options.opcodes.assign(256, false);
    for (uint32_t opcode : toVector<uint32_t>(object.Get("opcodes"), toNumber)) options.opcodes.at(opcode) = true;
  }
  options.onlyShort = flag(object, "onlyShort");
  options.onlyErrors = flag(object, "onlyErrors");
  options.paths = toVector<std::string>(object.Get("path"), toText);
  return options;
}

Napi::Object toObject(Napi::Env env, const SessionResult& result) {
  auto number = [&](uint64_t value) { return Napi::Number::New(env, static_cast<double>(value)); };
  auto word = [&](bool all) { return Napi::String::New(env, all ? "all" : "part"); };
  Napi::Object object = Napi::Object::New(env);
  bool exited = result.ending && result.ending->exitCode >= 0;
  bool killed = result.ending && result.ending->signal > 0;
  object["exitCode"] = exited ? Napi::Value(number(static_cast<uint64_t>(result.ending->exitCode))) : env.Null();
  object["exitSignal"] = killed ? Napi::Value(number(static_cast<uint64_t>(result.ending->signal))) : env.Null();
  object["submitted"] = decimal(result.submitted);
  object["completed"] = decimal(result.completed);
  object["lost"] = decimal(result.lost);
  object["unfinished"] = decimal(result.unfinished);
  Napi::Object shorts = Napi::Object::New(env);
  shorts["endOfFile"] = number(result.shorts.endOfFile);
  shorts["handled"] = number(result.shorts.handled);
  shorts["unhandled"] = number(result.shorts.unhandled);
  shorts["unknown"] = number(result.shorts.unknown);
  shorts["unjudged"] = number(result.shorts.unjudged);
  object["shorts"] = shorts;
  object["overlaps"] = number(result.overlaps);
  object["findings"] = toStrings(env, result.findings);
  if (result.outputErrno != 0) object["outputErrno"] = number(static_cast<uint64_t>(result.outputErrno));
  if (!result.summaryText.empty()) object["summaryText"] = result.summaryText;
  if (!result.summaryJson.empty()) object["summaryJson"] = result.summaryJson;
  Napi::Object watched = Napi::Object::New(env);
  watched["submissions"] = word(result.allSubmissions);
  watched["calls"] = word(result.allCalls);
  object["watched"] = watched;
  return object;
}

Napi::Object toObject(Napi::Env env, const Columns& columns) {
  Napi::Object object = Napi::Object::New(env);
  object["submittedNs"] = toArray<Napi::BigInt64Array>(env, columns.submittedNs);
  object["completedNs"] = toArray<Napi::BigInt64Array>(env, columns.completedNs);
  object["thread"] = toArray<Napi::Int32Array>(env, columns.thread);
  object["process"] = toArray<Napi::Int32Array>(env, columns.process);
  object["ring"] = toArray<Napi::BigUint64Array>(env, columns.ring);
  object["order"] = toArray<Napi::BigUint64Array>(env, columns.order);
  object["userData"] = toArray<Napi::BigUint64Array>(env, columns.userData);
  object["opcode"] = toArray<Napi::Uint8Array>(env, columns.opcode);
  object["sqeFlags"] = toArray<Napi::Uint8Array>(env, columns.sqeFlags);
  object["known"] = toArray<Napi::Uint8Array>(env, columns.known);
  object["fd"] = toArray<Napi::Int32Array>(env, columns.fd);
  object["path"] = toArray<Napi::Int32Array>(env, columns.path);
  object["inode"] = toArray<Napi::BigUint64Array>(env, columns.inode);
  object["offset"] = toArray<Napi::BigInt64Array>(env, columns.offset);
  object["address"] = toArray<Napi::BigUint64Array>(env, columns.address);
  object["asked"] = toArray<Napi::BigUint64Array>(env, columns.asked);
  object["missing"] = toArray<Napi::BigUint64Array>(env, columns.missing);
  object["length"] = toArray<Napi::Uint32Array>(env, columns.length);
  object["operationFlags"] = toArray<Napi::Uint32Array>(env, columns.operationFlags);
  object["bufferIndex"] = toArray<Napi::Uint16Array>(env, columns.bufferIndex);
  object["ioPriority"] = toArray<Napi::Uint16Array>(env, columns.ioPriority);
  object["way"] = toArray<Napi::Uint16Array>(env, columns.way);
  object["result"] = toArray<Napi::Int32Array>(env, columns.result);
  object["cqeFlags"] = toArray<Napi::Uint32Array>(env, columns.cqeFlags);
  object["position"] = toArray<Napi::BigUint64Array>(env, columns.position);
  object["size"] = toArray<Napi::BigUint64Array>(env, columns.size);
  object["newPaths"] = toStrings(env, columns.newPaths);
  return object;
}

}  // namespace uringlab
