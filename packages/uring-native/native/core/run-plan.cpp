#include "run-plan.hpp"

#include <optional>

#include "executor.hpp"
#include "file-size-limit.hpp"

namespace uringlab {

Bytes runPlan(std::span<const uint8_t> bytes, const Stop& stop, Process process) {
  try {
    Plan plan = decodePlan(bytes);
    std::optional<FileSizeLimit> limit;
    if (plan.fileSizeLimit > 0) {
      if (process == Process::shared) throw planError("a file size limit needs a process of its own");
      limit.emplace(plan.fileSizeLimit);
    }
    return encodeResult(plan, execute(plan, stop));
  } catch (const std::exception&) {
    return encodeError(caughtError());
  }
}

}  // namespace uringlab
