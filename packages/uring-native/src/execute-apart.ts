import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import type { Execution } from './execution.ts';
import { agentPath } from './native.ts';
import type { Plan } from './plan.ts';
import { encodePlan } from './plan-codec.ts';
import { decodeResult } from './result-codec.ts';
import { UringError } from './uring-error.ts';

/** Runs a plan in a process of its own, the agent's: for what is set for a whole process. Otherwise as `execute`; an abort before it has begun is thrown. */
export async function executeApart(plan: Plan, options: { signal?: AbortSignal } = {}): Promise<Execution> {
  const bytes = encodePlan(plan);
  const { signal } = options;
  signal?.throwIfAborted();
  const child = spawn(agentPath, ['-', '-'], { stdio: ['pipe', 'pipe', 'pipe'] });
  // It takes the signal for a stop: what is in flight is waited for, and what came back is told.
  const stop = () => child.kill('SIGTERM');
  signal?.addEventListener('abort', stop);
  try {
    const ended = once(child, 'close') as Promise<[number | null, string | null]>;
    // Where it ends early its status says why, and not that nobody reads the plan.
    child.stdin.on('error', () => {});
    child.stdin.end(bytes);
    const [output, errors, [status, endedBy]] = await Promise.all([
      buffer(child.stdout),
      buffer(child.stderr),
      ended,
    ]);
    if (status === 0 || status === 1) return decodeResult(output);
    // It was asked to stop before it could hear it.
    if (endedBy === 'SIGTERM') signal?.throwIfAborted();
    const how = endedBy === null ? `with status ${status}` : `by ${endedBy}`;
    throw new UringError('E_SYSTEM', `the executor's process ended ${how}: ${errors.toString().trim()}`);
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause) || cause instanceof UringError) throw cause;
    throw new UringError('E_NATIVE_MISSING', `the agent could not be started from ${agentPath}`, {
      cause,
      hint: 'Build it: apt-get install make g++ liburing-dev, then run the build of @uringlab/uring-native.',
    });
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
