#include "run-plan.hpp"

#include "executor.hpp"

namespace uringlab {

Bytes runPlan(std::span<const uint8_t> bytes, const Stop& stop) {
  try {
    Plan plan = decodePlan(bytes);
    return encodeResult(plan, execute(plan, stop));
  } catch (const std::exception&) {
    return encodeError(caughtError());
  }
}

}  // namespace uringlab
