import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { LabError, type PlanShape, type Rate } from '@uringlab/schema';
import { Journal } from '@uringlab/undo';
import { reduceShape, type ShapeBounds } from './reduce-shape.ts';

/** What one run of a shape came to. */
export interface Trial {
  /** The verdict is the one that is to be kept. */
  same: boolean;
  /** Operations of the run, and reads of one pass. */
  operations: number;
  reads: number;
}

export interface MinimizeRequest {
  start: PlanShape;
  /** Reads of a pass of the run that is made smaller, and how often one of its operations failed. */
  startReads: number;
  rate: Rate;
  bounds: ShapeBounds;
  /** Runs a shape into `directory`, which is not there yet. Throws E_INTERRUPTED; E_USAGE or E_SCENARIO_UNAVAILABLE for a shape that cannot be run. */
  run(shape: PlanShape, directory: string): Promise<Trial>;
  /** Where the directories of the runs go meanwhile. */
  workDirectory: string;
  /** Runs of one shape, at most, before it is taken not to show the fault. */
  tries: number;
  /** After so many seconds what has been reached is taken. */
  budgetSeconds: number;
  signal: AbortSignal;
  onProgress(text: string): void;
}

export interface Minimized {
  shape: PlanShape;
  /** Runs that were made, and shapes that were tried. */
  runs: number;
  shapes: number;
  seconds: number;
  /** The time was up before every smaller shape was tried. */
  isCutShort: boolean;
}

/** Chance of missing a fault that a shape shows as often as the run did. */
const MISSED = 0.05;

/** Even what never failed to fail is tried again: a device that answers within the call itself hides a short read now and then. */
const FEWEST_TRIES = 3;

/** Runs of so many operations it takes to see a fault of this rate; infinite for one that was never seen. */
export function countTries({ low }: Pick<Rate, 'low'>, operations: number): number {
  if (low >= 1) return FEWEST_TRIES;
  return Math.max(FEWEST_TRIES, Math.ceil(Math.log(MISSED) / (operations * Math.log1p(-low))));
}

const CANNOT_RUN = new Set(['E_USAGE', 'E_SCENARIO_UNAVAILABLE']);

/** Tries shapes, each no more than once, as often as their fault is rare. */
class Trials {
  readonly #request: MinimizeRequest;
  readonly #directory: string;
  readonly #known = new Map<string, boolean>();
  readonly #reads = new Map<string, number>();
  readonly #deadline: number;
  runs = 0;
  isCutShort = false;

  constructor(request: MinimizeRequest, directory: string) {
    this.#request = request;
    this.#directory = directory;
    this.#deadline = performance.now() + request.budgetSeconds * 1000;
    this.#reads.set(JSON.stringify(request.start), request.startReads);
  }

  get shapes(): number {
    return this.#known.size;
  }

  readsOf(shape: PlanShape): number {
    const reads = this.#reads.get(JSON.stringify(shape));
    if (reads === undefined) throw new RangeError('the reads of a shape are known once it was run');
    return reads;
  }

  async holds(shape: PlanShape): Promise<boolean> {
    if (this.isCutShort) return false;
    const key = JSON.stringify(shape);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const found = await this.#try(shape, key);
    if (!this.isCutShort) this.#known.set(key, found);
    return found;
  }

  async #try(shape: PlanShape, key: string): Promise<boolean> {
    const { rate, tries, signal, onProgress } = this.#request;
    let needed = FEWEST_TRIES;
    for (let made = 0; made < needed; made++) {
      signal.throwIfAborted();
      this.isCutShort ||= performance.now() > this.#deadline;
      if (this.isCutShort) return false;
      onProgress(`run ${this.runs + 1}: ${describeShape(shape)}`);
      const trial = await this.#run(shape);
      if (trial === undefined) return false;
      this.#reads.set(key, trial.reads);
      if (trial.same) return true;
      needed = Math.min(Math.max(tries, FEWEST_TRIES), countTries(rate, Math.max(1, trial.operations)));
    }
    return false;
  }

  async #run(shape: PlanShape): Promise<Trial | undefined> {
    const path = join(this.#directory, `run-${++this.runs}`);
    try {
      return await this.#request.run(shape, path);
    } catch (error) {
      if (error instanceof LabError && CANNOT_RUN.has(error.code)) return undefined;
      throw error;
    } finally {
      await rm(path, { recursive: true, force: true });
    }
  }
}

function describeShape({ fileBytes, blockBytes, depth, without }: PlanShape): string {
  const parts = [`${fileBytes} bytes`, `blocks of ${blockBytes}`, `depth ${depth}`];
  if (without.files !== undefined) parts.push(`files ${without.files.join(' ')}`);
  if (without.rings !== undefined) parts.push(`rings ${without.rings.join(' ')}`);
  if (without.reads !== undefined) parts.push(`${without.reads.length} of its reads`);
  const gone = [...(without.withoutRingFeatures ?? []), ...(without.withoutRequestFlags ? ['flags'] : [])];
  if (without.withoutAdvice) gone.push('advice');
  if (gone.length > 0) parts.push(`without ${gone.join(' ')}`);
  return parts.join(', ');
}

/**
 * Makes a plan as small as it goes with the same verdict. The runs that were tried are not kept; whatever happens, nothing of them stays.
 *
 * @throws LabError: E_INTERRUPTED when `signal` is aborted, and whatever a run throws but for a shape that cannot be run
 */
export async function minimize(request: MinimizeRequest): Promise<Minimized> {
  const started = performance.now();
  const journal = await Journal.open();
  try {
    const path = join(resolve(request.workDirectory), `uringlab-minimize-${randomBytes(4).toString('hex')}`);
    await journal.make({ kind: 'directory', path }, () => mkdir(path, { mode: 0o700 }));
    const trials = new Trials(request, path);
    const shape = await reduceShape(request.start, request.bounds, trials);
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    return { shape, runs: trials.runs, shapes: trials.shapes, seconds, isCutShort: trials.isCutShort };
  } finally {
    await journal.undoAll();
  }
}
