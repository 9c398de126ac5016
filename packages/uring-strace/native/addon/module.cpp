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

Napi::Value opcodeNames(const Napi::CallbackInfo& info) {
  Napi::Array names = Napi::Array::New(info.Env(), kOpcodes);
  for (uint32_t opcode = 0; opcode < kOpcodes; opcode++)
    names[opcode] = Napi::String::New(info.Env(), std::string(opcodeOf(static_cast<uint8_t>(opcode)).name));
  return names;
}

Napi::Object initialize(Napi::Env env, Napi::Object exports) {
  exports["start"] = Napi::Function::New(env, start, "start");
  exports["inspect"] = Napi::Function::New(env, inspect, "inspect");
  exports["opcodeNames"] = Napi::Function::New(env, opcodeNames, "opcodeNames");
  return exports;
}

}  // namespace

NODE_API_MODULE(uring_strace, initialize)

}  // namespace uringlab
