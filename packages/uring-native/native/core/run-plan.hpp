#pragma once
// Plan bytes in, result bytes out: what the addon and the agent have in common.

#include <span>

#include "bytes.hpp"
#include "stop.hpp"

namespace uringlab {

/** Errors come back encoded (result.hpp), too. */
Bytes runPlan(std::span<const uint8_t> plan, const Stop& stop);

}  // namespace uringlab
