import type { Consumer, Environment } from '@uringlab/schema';
import type { Recording } from './recording.ts';
import { type PassResult, runPass } from './run-pass.ts';
import type { Arrangement, Scenario, ScenarioFile, ScenarioOptions } from './scenario.ts';
import type { Testbed } from './testbed/testbed.ts';

interface SeriesRequest {
  scenario: Scenario;
  options: ScenarioOptions;
  consumer: Consumer;
  runId: bigint;
  files: readonly ScenarioFile[];
  bed: Testbed;
  arrangement: Arrangement;
  environment: Environment;
  signal: AbortSignal;
  onProgress(text: string): void;
}

/**
 * The passes of a run: over all rings of the scenario, in a fresh cache state each, until a read comes back short or `options.passes`
 * have been made. All of them count: what was seen once in so many reads is the rate, whenever one stopped looking.
 */
export class PassSeries {
  readonly #request: SeriesRequest;
  readonly results: PassResult[] = [];

  constructor(request: SeriesRequest) {
    this.#request = request;
  }

  async runUntraced(): Promise<void> {
    for (let pass = 1; pass <= this.#request.options.passes; pass++) if (await this.#run(pass, false)) return;
  }

  /** The trace is that of the last pass: the one in which a read came back short, if there is one. */
  async runTraced(recording: Recording): Promise<void> {
    const { passes } = this.#request.options;
    for (let pass = 1; pass <= passes; pass++) {
      if (pass > 1) await recording.restart();
      if (await this.#run(pass, true)) return;
    }
  }

  /** Whether a read came back short. */
  async #run(pass: number, traced: boolean): Promise<boolean> {
    const { scenario, options, bed, files, arrangement, onProgress } = this.#request;
    const reads = arrangement.reads.offset.length;
    let isShort = false;
    for (const { name, ring } of scenario.rings) {
      const numbered = options.passes === 1 ? '' : `, pass ${pass} of at most ${options.passes}`;
      onProgress(`reading ${reads} blocks, ${name} ring, ${traced ? 'traced' : 'not traced'}${numbered}`);
      const result = await runPass(bed, files, arrangement, {
        name: pass === 1 ? name : `pass ${pass}, ${name}`,
        traced,
        runId: this.#request.runId,
        consumer: this.#request.consumer,
        ring: { depth: Math.min(options.depth, reads), batch: 1, sqpollIdleMs: 1000, ...ring },
        index: this.results.length,
        firstRow: this.results.reduce((sum, { phase }) => sum + phase.operations, 0),
        pageBytes: this.#request.environment.pageBytes,
        signal: this.#request.signal,
      });
      this.results.push(result);
      isShort ||= result.phase.shortReads > 0;
    }
    return isShort;
  }
}
