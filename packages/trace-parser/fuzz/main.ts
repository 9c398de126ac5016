import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { readEverything } from './read-everything.ts';
import { createCase } from './run-case.ts';
import { loadSeeds } from './seeds.ts';

/** A case that takes longer hangs: milliseconds, and of them so many that the processors worked on it; a busy machine is slow, too. */
const LONGEST_CASE = 2000;
/** One that waits for something does not work, but does not end either. */
const LONGEST_WAIT = 60_000;
const STARTUP = 10_000;
const HEAP = 256;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5000' },
    seed: { type: 'string', default: '1' },
    time: { type: 'string', default: '86400' },
    jobs: { type: 'string', default: '1' },
    out: { type: 'string', default: 'fuzz-failures' },
    replay: { type: 'string' },
  },
});
const end = Number(values.runs);
const run = Number(values.seed);
const jobs = Number(values.jobs);
const deadline = Date.now() + Number(values.time) * 1000;
/** From where this is when it is built. */
const fixtures = join(import.meta.dirname, '../../../fixtures');
const seeds = loadSeeds(fixtures);
let failures = 0;

function keepFailure(number: number, message: string): void {
  failures++;
  const { bytes, seed, what } = createCase(seeds, run, number);
  const file = `${values.out}/${run}-${number}-${seed.name}`;
  mkdirSync(values.out, { recursive: true });
  writeFileSync(file, bytes);
  console.log(`case ${number} of ${seed.name}, ${what}: ${message}\n  pnpm fuzz --replay ${file}`);
}

/** Milliseconds that processors have worked for this process, all threads together. */
function countWork(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** What was worked is of all jobs: one that gets no processor looks as busy as the others are. */
function isTooLong(passed: number, worked: number): boolean {
  return (passed > LONGEST_CASE && worked > jobs * LONGEST_CASE) || passed > LONGEST_WAIT;
}

/**
 * Works through every `jobs`-th case from `first` on; a worker that hangs or runs out of memory is replaced, and tries `again` the case it
 * stopped at once more. Returns the cases done.
 */
function work(first: number, again = -1): Promise<number> {
  const state = new SharedArrayBuffer(8);
  const progress = new Int32Array(state);
  progress[0] = first;
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.js', import.meta.url), {
      workerData: { fixtures, run, first, step: jobs, end, state },
      resourceLimits: { maxOldGenerationSizeMb: HEAP },
    });
    let done = 0;
    let since = Date.now() + STARTUP;
    let workedSince = countWork() + STARTUP;
    let failed = '';
    const stop = (): void => {
      clearInterval(watch);
      void worker.terminate();
    };
    const watch = setInterval(() => {
      const now = Date.now();
      if (now > deadline) stop();
      else if (progress[1] !== done) {
        done = progress[1] ?? 0;
        since = now;
        workedSince = countWork();
      } else if (isTooLong(now - since, countWork() - workedSince)) {
        failed = `takes longer than ${LONGEST_CASE} ms`;
        stop();
      }
    }, 200);
    worker.on('message', ({ number, message }: { number: number; message: string }) =>
      keepFailure(number, message),
    );
    worker.on('error', (error) => {
      failed = String(error);
    });
    worker.on('exit', () => {
      clearInterval(watch);
      const number = progress[0] ?? 0;
      const count = progress[1] ?? 0;
      if (failed === '') return resolve(count);
      const next = number === again ? number + jobs : number;
      if (number === again) keepFailure(number, failed);
      const finished = next === number ? count - 1 : count;
      work(next, number).then((more) => resolve(finished + more), reject);
    });
  });
}

if (values.replay !== undefined) {
  const events = await readEverything(new Uint8Array(readFileSync(values.replay)));
  console.log(events === null ? 'refused' : `${events.length} events`);
} else {
  const start = Date.now();
  const counts = await Promise.all(Array.from({ length: jobs }, (_, job) => work(job)));
  const cases = counts.reduce((sum, count) => sum + count, 0);
  console.log(
    `${cases} damaged files read in ${Math.round((Date.now() - start) / 1000)} s, ${failures} failures`,
  );
  process.exitCode = failures === 0 ? 0 : 1;
}
