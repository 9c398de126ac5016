import { rm } from 'node:fs/promises';
import type { Executor, RunOutcome, RunRequest, RunResult } from '../executor/executor.ts';
import { startLoad } from './background-load.ts';
import { describeVariant, type Variant } from './draw-variant.ts';

/** Runs each request as one of its variants, beside the load that belongs to it; of runs that nobody has to look into nothing stays. */
export class VariedExecutor implements Executor {
  readonly slots: number;
  readonly #executor: Executor;
  readonly #draw: (request: RunRequest) => Variant;
  readonly #isWorthKeeping: (request: RunRequest, result: RunResult) => boolean;

  constructor(
    executor: Executor,
    draw: (request: RunRequest) => Variant,
    isWorthKeeping: (request: RunRequest, result: RunResult) => boolean,
  ) {
    this.slots = executor.slots;
    this.#executor = executor;
    this.#draw = draw;
    this.#isWorthKeeping = isWorthKeeping;
  }

  async run(request: RunRequest, signal: AbortSignal): Promise<RunOutcome> {
    const variant = this.#draw(request);
    const { blocks, blockBytes, depth, trace } = variant;
    const scenario = { ...request.scenario, fileBytes: blocks * blockBytes, blockBytes, depth, trace };
    const load = startLoad(variant.load);
    try {
      const outcome = await this.#executor.run({ ...request, scenario }, signal);
      if (outcome.kind === 'not-run') return outcome;
      const result = { ...outcome.result, variant: describeVariant(variant) };
      if (!this.#isWorthKeeping(request, result))
        await rm(request.directory, { recursive: true, force: true });
      return { kind: 'ran', result };
    } finally {
      await load.stop();
    }
  }
}
