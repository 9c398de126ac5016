import { executeApart } from './execute-apart.ts';
import type { Execution } from './execution.ts';
import { asUringError, callNative } from './native.ts';
import type { Plan } from './plan.ts';
import { encodePlan } from './plan-codec.ts';
import { decodeResult } from './result-codec.ts';

/**
 * Runs a plan on a native thread with a ring of its own, or in a process of its own where it sets a limit of one. When `signal` aborts, nothing more is submitted,
 * what is in flight is waited for, and the execution is returned as far as it came.
 * Throws UringError: E_URING_DISABLED, E_URING_MISSING, E_PATH, E_NO_SPACE, E_SYSTEM, and E_USAGE for a plan
 * that no executor can run.
 */
export async function execute(plan: Plan, options: { signal?: AbortSignal } = {}): Promise<Execution> {
  if (plan.fileSizeLimit !== undefined) return executeApart(plan, options);
  const bytes = encodePlan(plan);
  const task = callNative((native) => native.execute(bytes));
  const { signal } = options;
  const stop = () => task.stop();
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop);
  try {
    return decodeResult(await task.promise);
  } catch (error) {
    throw asUringError(error);
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
