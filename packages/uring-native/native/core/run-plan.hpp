#pragma once
// Plan bytes in, result bytes out: what the addon and the agent have in common.

#include <span>

#include "bytes.hpp"
#include "stop.hpp"

namespace uringlab {

/** Whose process it is: what a plan sets for the whole of one is only set where nobody else works. */
enum class Process { shared, own };

/** Errors come back encoded (result.hpp), too: a plan that needs a process of its own is one in a shared one. */
Bytes runPlan(std::span<const uint8_t> plan, const Stop& stop, Process process = Process::shared);

}  // namespace uringlab
