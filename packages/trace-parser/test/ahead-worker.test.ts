import { existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, test } from 'vitest';
import type { BinaryTrace } from '../src/binary-trace.ts';
import { AheadChunks } from '../src/node/ahead-chunks.ts';
import { createAheadMemory, ENDED } from '../src/node/ahead-memory.ts';
import type { AheadWorkerData } from '../src/node/ahead-worker.ts';
import { FileSource } from '../src/node/file-source.ts';
import { openTrace } from '../src/open-trace.ts';
import { ChunkPages } from '../src/pages/chunk-pages.ts';
import { readFixture } from '../src/testing/fixtures.ts';

const BUILT = join(import.meta.dirname, '../dist/bundle/ahead-worker.js');
const why = existsSync(BUILT) ? '' : 'the package is not built: pnpm build';
if (why !== '') console.warn(`trace-parser: the test of a thread that decompresses is skipped, ${why}`);

const directory = mkdtempSync(join(tmpdir(), 'trace-parser-'));
afterAll(() => rmSync(directory, { recursive: true }));

const LONGEST_WAIT = 50_000;

describe.skipIf(why !== '')('a thread that decompresses ahead', () => {
  test('has the chunks of all streams ready, and ends when it is told to', async () => {
    const path = join(directory, 'zstd.dat');
    writeFileSync(path, readFixture('uring-xfs-v7-zstd.dat.gz'));
    const file = new FileSource(openSync(path, 'r'));
    const trace = (await openTrace(file)) as BinaryTrace;
    const streams = trace.streams.map(({ pages }) => pages).filter((pages) => pages instanceof ChunkPages);
    const memory = createAheadMemory(streams.map(({ chunks }) => chunks));
    if (memory === undefined || streams.length === 0) throw new Error('the fixture has no chunks');
    const data: AheadWorkerData = { descriptor: file.descriptor, codec: 'zstd', memory };
    const worker = new Worker(BUILT, { workerData: data, execArgv: [] });
    const exited = new Promise((resolve) => worker.once('exit', resolve));
    for (const [index, pages] of streams.entries()) {
      const slot = memory.streams[index]?.firstSlot ?? 0;
      // The first chunk of every stream: not there, being decompressed, there.
      for (let mark = memory.marks[slot] ?? 0; mark % 2 !== 0 || mark === 0; mark = memory.marks[slot] ?? 0)
        expect(Atomics.wait(memory.marks, slot, mark, LONGEST_WAIT)).not.toBe('timed-out');
      const { view } = pages.load(0);
      const content = view && new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
      expect(new AheadChunks(memory, index).take(0)).toEqual(content);
    }
    Atomics.store(memory.turn, 0, ENDED);
    Atomics.notify(memory.turn, 0);
    expect(await exited).toBe(0);
    file.close();
  }, 120_000);
});
