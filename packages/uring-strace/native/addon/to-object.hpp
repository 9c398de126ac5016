#pragma once
// Results and batches as JavaScript objects (src/native.ts).

#include <napi.h>

#include "session-options.hpp"

namespace uringlab {

Napi::Object toObject(Napi::Env env, const SessionResult& result);
Napi::Object toObject(Napi::Env env, const Columns& columns);
SessionOptions toOptions(const Napi::Object& object);

}  // namespace uringlab
