#pragma once
// Long native work on a thread of its own, with a promise; never on libuv's pool.

#include <napi.h>

#include <functional>

#include "stop.hpp"

namespace uringlab {

/** Runs on the JavaScript thread and makes the promise's value. */
using Deliver = std::function<Napi::Value(Napi::Env)>;
/** Runs on the task's thread; may throw. Must not touch JavaScript. */
using Work = std::function<Deliver(const Stop&)>;

/** `{ promise, stop() }`. When the environment ends first, the work is stopped and waited for. */
Napi::Object startTask(Napi::Env env, Work work);

/** The error as JavaScript gets it: message, `errno`, `syscall`. */
Napi::Error toJavaScript(Napi::Env env, const SystemError& error);

}  // namespace uringlab
