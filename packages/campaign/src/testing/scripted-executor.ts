import type { CampaignRun } from '@uringlab/schema';
import type { Executor, RunOutcome, RunRequest } from '../executor/executor.ts';

/** An executor whose outcomes a test decides: what campaigns make of them is what is tested. */
export class ScriptedExecutor implements Executor {
  readonly slots: number;
  readonly requests: RunRequest[] = [];
  readonly #answer: (request: RunRequest, index: number) => RunOutcome;

  constructor(answer: (request: RunRequest, index: number) => RunOutcome, slots = 1) {
    this.#answer = answer;
    this.slots = slots;
  }

  async run(request: RunRequest, signal: AbortSignal): Promise<RunOutcome> {
    signal.throwIfAborted();
    this.requests.push(request);
    return this.#answer(request, this.requests.length - 1);
  }
}

export function ran(fault: boolean | null, hits = fault ? 1 : 0, total = 100): RunOutcome {
  return { kind: 'ran', result: resultOf(fault, hits, total) };
}

export function resultOf(
  fault: boolean | null,
  hits: number,
  total: number,
): Omit<CampaignRun, 'seed' | 'directory' | 'seconds'> {
  return {
    class: fault === null ? 'not-enough-evidence' : fault ? 'unhandled-short-read' : 'no-fault-found',
    title: fault ? 'application: unhandled short read' : 'no fault found',
    confidence: 'high',
    fault,
    operations: { hits, total },
  };
}

export const UNAVAILABLE: RunOutcome = {
  kind: 'not-run',
  why: { code: 'E_SCENARIO_UNAVAILABLE', message: 'it cannot run there', hint: null },
};
