import type { Consumer, Environment, RingOptions } from '@uringlab/schema';
import type { Recording } from './recording.ts';
import { type PassResult, runPass } from './run-pass.ts';
import type { Arrangement, ReadList, Scenario, ScenarioFile, ScenarioOptions } from './scenario.ts';
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

function describeWork({ write = [false] }: ReadList): string {
  if (!write.includes(true)) return 'reading';
  return write.includes(false) ? 'reading and writing' : 'writing';
}

/** No more requests in flight than there are. */
function ringOf(ring: Scenario['rings'][number]['ring'], depth: number, requests: number): RingOptions {
  const inFlight = Math.min(ring.depth ?? depth, requests);
  return { sqpollIdleMs: 1000, ...ring, depth: inFlight, batch: Math.min(ring.batch ?? 1, inFlight) };
}

/**
 * The passes of a run: over all rings of the scenario, in a fresh cache state each, until a request comes back short or `options.passes`
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
    await arrangement.restore?.();
    let isShort = false;
    for (const [index, { name, ring }] of scenario.rings.entries()) {
      const work = { ...arrangement, ...arrangement.byRing?.[index] };
      const reads = work.reads.offset.length;
      const numbered = options.passes === 1 ? '' : `, pass ${pass} of at most ${options.passes}`;
      const doing = describeWork(work.reads);
      onProgress(`${doing} ${reads} blocks, ${name} ring, ${traced ? 'traced' : 'not traced'}${numbered}`);
      const result = await runPass(bed, files, work, {
        name: pass === 1 ? name : `pass ${pass}, ${name}`,
        traced,
        runId: this.#request.runId,
        consumer: this.#request.consumer,
        ring: ringOf(ring, options.depth, reads),
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
