import { parentPort, workerData } from 'node:worker_threads';
import { createCase, runCase } from './run-case.ts';
import { loadSeeds } from './seeds.ts';

const MEMORY_LIMIT = 512 * 1024 * 1024;
const { fixtures, run, first, step, end, state } = workerData as {
  readonly fixtures: string;
  readonly run: number;
  readonly first: number;
  readonly step: number;
  readonly end: number;
  readonly state: SharedArrayBuffer;
};
/** The case at hand and how many were done, for who watches the time. */
const progress = new Int32Array(state);
const seeds = loadSeeds(fixtures);

for (let number = first; number < end; number += step) {
  Atomics.store(progress, 0, number);
  Atomics.add(progress, 1, 1);
  try {
    await runCase(createCase(seeds, run, number));
    const { arrayBuffers } = process.memoryUsage();
    if (arrayBuffers > MEMORY_LIMIT) throw new Error(`${arrayBuffers} bytes of buffers`);
  } catch (error) {
    parentPort?.postMessage({ number, message: String((error as Error).stack ?? error) });
  }
}
