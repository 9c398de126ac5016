// The functions of the addon, as src/native.ts declares them. All run on the JavaScript thread.

#include <bpf/btf.h>
#include <unistd.h>

#include <memory>

#include "capabilities.hpp"
#include "opcodes.hpp"
#include "session-task.hpp"
#include "to-object.hpp"
#include "tracepoints.hpp"

namespace uringlab {
namespace {

Napi::Value start(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  try {
    return startSession(env, toOptions(info[0].As<Napi::Object>()), info[1].As<Napi::Object>());
  } catch (const Failure& failure) {
    throw toJavaScript(env, failure);
  } catch (const std::bad_alloc&) {
    throw toJavaScript(env, Failure(Reason::noMemory, ENOMEM, "malloc", ""));
  }
}

Napi::Value inspect(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  std::unique_ptr<btf, decltype(&btf__free)> kernel(btf__load_vmlinux_btf(), &btf__free);
  Napi::Object object = Napi::Object::New(env);
  object["btf"] = Napi::Boolean::New(env, kernel != nullptr);
  object["direct"] = Napi::Boolean::New(
      env, kernel != nullptr && btf__find_by_name_kind(kernel.get(), "bpf_rdonly_cast", BTF_KIND_FUNC) > 0);
  Napi::Array tracepoints = Napi::Array::New(env);
  if (kernel != nullptr)
    for (const Tracepoint& tracepoint : listTracepoints(kernel.get())) {
      Napi::Object entry = Napi::Object::New(env);
      entry["name"] = tracepoint.name;
      entry["found"] = Napi::Boolean::New(env, tracepoint.arguments >= 0);
      entry["arguments"] = Napi::Number::New(env, tracepoint.arguments);
      tracepoints[tracepoints.Length()] = entry;
    }
  object["tracepoints"] = tracepoints;
  Capabilities have = readCapabilities();
  Napi::Object capabilities = Napi::Object::New(env);
  capabilities["bpf"] = Napi::Boolean::New(env, have.bpf);
  capabilities["perfmon"] = Napi::Boolean::New(env, have.perfmon);
  capabilities["sysAdmin"] = Napi::Boolean::New(env, have.sysAdmin);
  object["capabilities"] = capabilities;
  object["lockdown"] = readLockdown();
  object["unprivilegedBpfDisabled"] = Napi::Number::New(env, readUnprivilegedBpfDisabled());
  return object;
}

Napi::Value opcodes(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Napi::Array list = Napi::Array::New(env, kOpcodes);
  for (uint32_t number = 0; number < kOpcodes; number++) {
    const Opcode& opcode = opcodeOf(static_cast<uint8_t>(number));
    Napi::Array classes = Napi::Array::New(env);
    for (const Name& kind : opcodeClasses())
      if ((opcode.classes & kind.value) != 0) classes[classes.Length()] = Napi::String::New(env, std::string(kind.name));
    Napi::Object entry = Napi::Object::New(env);
    entry["name"] = Napi::String::New(env, std::string(opcode.name));
    entry["classes"] = classes;
    list[number] = entry;
  }
  return list;
}

Napi::Object initialize(Napi::Env env, Napi::Object exports) {
  exports["start"] = Napi::Function::New(env, start, "start");
  exports["inspect"] = Napi::Function::New(env, inspect, "inspect");
  exports["opcodes"] = Napi::Function::New(env, opcodes, "opcodes");
  return exports;
}

}  // namespace

NODE_API_MODULE(uring_strace, initialize)

}  // namespace uringlab
