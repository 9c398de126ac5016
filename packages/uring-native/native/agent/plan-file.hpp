#pragma once
// `uring-agent PLAN RESULT`: one plan from a file, its result into another.

namespace uringlab {

/** `-` is stdin or stdout. Exit status: 0 the plan ran, 1 it could not (the result says why). Throws where a file fails. */
int runPlanFile(const char* plan, const char* result);

}  // namespace uringlab
