import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { BinaryTrace } from '../binary-trace.ts';
import { ChunkPages } from '../pages/chunk-pages.ts';
import { AheadChunks } from './ahead-chunks.ts';
import { type AheadMemory, createAheadMemory, ENDED } from './ahead-memory.ts';
import type { AheadWorkerData } from './ahead-worker.ts';
import { FileSource } from './file-source.ts';

/** Below so many bytes of pages a thread takes longer to start than it saves (docs/trace-speed.md). */
const WORTH_BYTES = 16 * 1024 * 1024;
/** Whether a thread that decompresses is worth its start. */
function isWorthIt(streams: readonly ChunkPages[]): boolean {
  const bytes = streams.flatMap(({ chunks }) => chunks).reduce((sum, { size }) => sum + size, 0);
  return bytes >= WORTH_BYTES && availableParallelism() > 1;
}

/** A thread that decompresses the chunks of a recording before they are read. */
export class AheadThread {
  readonly #worker: Worker;
  readonly #memory: AheadMemory;
  readonly #streams: readonly ChunkPages[];

  private constructor(streams: readonly ChunkPages[], data: AheadWorkerData) {
    this.#streams = streams;
    this.#memory = data.memory;
    this.#worker = new Worker(new URL('./ahead-worker.js', import.meta.url), {
      workerData: data,
      execArgv: [],
    });
    // Without the thread the chunks are decompressed where they are read.
    this.#worker.on('error', () => {});
    this.#worker.unref();
    for (const [index, pages] of streams.entries()) pages.supply = new AheadChunks(data.memory, index);
  }

  /** Starts a thread for a recording, where it helps or `wanted` says so; undefined otherwise, and where there is nothing to do for it. */
  static start(trace: BinaryTrace, wanted?: boolean): AheadThread | undefined {
    const { bytes, source } = trace;
    const codec = source.compression ?? 'none';
    // The thread's program exists as built JavaScript only.
    if (!(bytes instanceof FileSource) || !import.meta.url.endsWith('.js')) return undefined;
    const streams = trace.streams.map(({ pages }) => pages).filter((pages) => pages instanceof ChunkPages);
    if (streams.length === 0 || !(wanted ?? isWorthIt(streams))) return undefined;
    const memory = createAheadMemory(streams.map(({ chunks }) => chunks));
    if (memory === undefined) return undefined;
    return new AheadThread(streams, { descriptor: bytes.descriptor, codec, memory });
  }

  async close(): Promise<void> {
    for (const pages of this.#streams) pages.supply = undefined;
    Atomics.store(this.#memory.turn, 0, ENDED);
    Atomics.notify(this.#memory.turn, 0);
    await this.#worker.terminate();
  }
}
