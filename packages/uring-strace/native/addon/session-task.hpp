#pragma once
// A session on a thread of its own, and its callbacks on the JavaScript thread.

#include <napi.h>

#include "session.hpp"

namespace uringlab {

/** { pid, stop(), signal(number), result: Promise }. Throws what Session's constructor does. */
Napi::Object startSession(Napi::Env env, SessionOptions options, Napi::Object callbacks);

/** The error as JavaScript gets it: message, `errno`, `syscall`, `reason`. */
Napi::Error toJavaScript(Napi::Env env, const Failure& failure);

}  // namespace uringlab
