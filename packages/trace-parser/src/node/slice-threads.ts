import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { TraceError } from '../trace-error.ts';
import type { SliceFailure, SliceJob, SliceText, SliceWorkerData } from './slice-job.ts';

const MEMORY = 4 * 1024 * 1024;

function restoreError({ failure }: SliceFailure): Error {
  const { code, message, hint } = failure;
  return code === undefined ? new Error(message) : new TraceError(code, message, { hint });
}

/** Threads that write slices. Each works on one at a time; who asks for more waits. */
export class SliceThreads {
  readonly #workers: readonly Worker[];
  readonly #idle: Worker[];
  readonly #waiting: ((worker: Worker) => void)[] = [];
  readonly #memory: ArrayBuffer[] = [];
  #death: unknown;

  constructor(count: number, workerData: SliceWorkerData) {
    const entry = new URL('./report-worker.js', import.meta.url);
    this.#workers = Array.from({ length: count }, () => {
      const worker = new Worker(entry, { workerData, execArgv: [] });
      // One that dies while it is idle would take the process with it.
      worker.on('error', (cause) => {
        this.#death ??= cause;
      });
      return worker;
    });
    this.#idle = [...this.#workers];
  }

  /** The lines of a slice; its memory is to be given back. */
  async write(job: Omit<SliceJob, 'memory'>): Promise<SliceText> {
    const worker = await this.#take();
    if (this.#death !== undefined) throw this.#death;
    const memory = this.#memory.pop() ?? new ArrayBuffer(MEMORY);
    worker.postMessage({ ...job, memory } satisfies SliceJob, [memory]);
    // A thread that dies makes `once` fail with its error.
    const [answer] = (await once(worker, 'message')) as [SliceText | SliceFailure];
    this.#release(worker);
    if ('failure' in answer) throw restoreError(answer);
    return answer;
  }

  /** Takes the memory of a slice back that has been used. */
  recycle({ memory }: SliceText): void {
    this.#memory.push(memory);
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #take(): Promise<Worker> {
    const worker = this.#idle.pop();
    if (worker !== undefined) return Promise.resolve(worker);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #release(worker: Worker): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(worker);
    else next(worker);
  }
}
