#include "run-plan.hpp"

#include <new>

#include "executor.hpp"

namespace uringlab {

Bytes runPlan(std::span<const uint8_t> bytes, const Stop& stop) {
  try {
    Plan plan = decodePlan(bytes);
    return encodeResult(plan, execute(plan, stop));
  } catch (const SystemError& error) {
    return encodeError(error);
  } catch (const std::bad_alloc&) {
    return encodeError(SystemError(ENOMEM, "malloc", "the columns of the plan"));
  }
}

}  // namespace uringlab
