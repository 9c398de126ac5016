#pragma once
// Arguments and results across N-API. TypeScript has validated them; a wrong type here still throws.

#include <napi.h>

#include "bytes.hpp"
#include "task.hpp"

namespace uringlab {

inline uint64_t toUint64(const Napi::Value& value) {
  bool lossless = true;
  return value.As<Napi::BigInt>().Uint64Value(&lossless);
}

inline uint32_t toUint32(const Napi::Value& value) { return value.As<Napi::Number>().Uint32Value(); }

inline std::string toText(const Napi::Value& value) { return value.As<Napi::String>().Utf8Value(); }

inline std::span<const uint8_t> toBytes(const Napi::Value& value) {
  auto array = value.As<Napi::Uint8Array>();
  return {array.Data(), array.ElementLength()};
}

inline Napi::Value fromBytes(Napi::Env env, const Bytes& bytes) {
  auto buffer = Napi::ArrayBuffer::New(env, bytes.size());
  if (!bytes.empty()) std::memcpy(buffer.Data(), bytes.data(), bytes.size());
  return Napi::Uint8Array::New(env, bytes.size(), buffer, 0);
}

/** Wraps a function of the module so that whatever it throws becomes a JavaScript error. */
template <Napi::Value (*function)(const Napi::CallbackInfo&)>
Napi::Value guarded(const Napi::CallbackInfo& info) {
  try {
    return function(info);
  } catch (const Napi::Error&) {
    throw;
  } catch (const std::exception&) {
    throw toJavaScript(info.Env(), caughtError());
  }
}

}  // namespace uringlab
