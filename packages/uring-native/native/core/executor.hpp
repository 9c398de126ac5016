#pragma once
// Runs a whole plan on the calling thread: the ring belongs to that thread alone.

#include "plan.hpp"
#include "result.hpp"
#include "stop.hpp"

namespace uringlab {

/** Throws SystemError when it cannot start. `stop` ends it early: what is in flight is waited for. */
Execution execute(const Plan& plan, const Stop& stop);

}  // namespace uringlab
