import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { execute } from './execute.ts';
import { OUTCOME } from './execution.ts';
import { agentPath } from './native.ts';
import { prepareCache } from './page-cache.ts';
import type { RingOptions } from './plan.ts';
import { encodePlan } from './plan-codec.ts';
import { decodeResult } from './result-codec.ts';
import { makeDirectory, type Place } from './testing/places.ts';
import { BLOCK_BYTES, blocks, planOf, writeBlocks } from './testing/plans.ts';

const BLOCKS = 32;
const IO_DRAIN = 2;
const IO_LINK = 4;
const ASYNC = 16;
let place: Place;
let path: string;

beforeAll(async () => {
  place = makeDirectory();
  path = join(place.directory, 'data');
  await writeBlocks(path, BLOCKS);
});
afterAll(() => place.remove());

const rings: [name: string, options: Partial<RingOptions>][] = [
  ['plain', {}],
  ['depth 1', { depth: 1, batch: 1 }],
  ['one SQE at a time', { batch: 1 }],
  ['deeper than the plan is long', { depth: 4096, batch: 4096 }],
  ['SQPOLL', { sqpoll: true }],
  ['registered files', { registeredFiles: true }],
  ['registered buffers', { registeredBuffers: true }],
  ['all of it', { sqpoll: true, registeredFiles: true, registeredBuffers: true }],
];

for (const [name, ring] of rings) {
  for (const direct of [false, true]) {
    test(`${name}, ${direct ? 'direct' : 'buffered'}: everything written is read back right`, async () => {
      const target = join(place.directory, `${name}-${direct}`);
      const file = { direct, write: true, create: true };
      const writes = await execute(
        planOf(target, blocks(BLOCKS, { kind: 'write', generation: 3 }), { ring, file }),
      );
      expect(Array.from(writes.ops.result)).toEqual(Array(BLOCKS).fill(BLOCK_BYTES));
      const reads = await execute(
        planOf(target, blocks(BLOCKS, { generation: 3 }), { ring, file: { direct } }),
      );
      expect(Array.from(reads.ops.outcome)).toEqual(Array(BLOCKS).fill(OUTCOME.right));
    });
  }
}

for (const depth of [1, 2, 4, 16]) {
  test(`SQPOLL, depth ${depth}: completions that come before their SQEs are free again`, () => {
    const count = 300_000;
    const ops = Array.from({ length: count }, (_, index) => ({ offset: (index % 64) * 512, length: 512 }));
    const ring = { depth, batch: 1, sqpoll: true, registeredFiles: true };
    const input = encodePlan(planOf(path, ops, { ring }));
    const agent = spawnSync(agentPath, ['-', '-'], { input, maxBuffer: 1 << 30 });
    expect([agent.status, agent.signal]).toEqual([0, null]);
    expect(decodeResult(agent.stdout).ops.outcome.every((outcome) => outcome === OUTCOME.right)).toBe(true);
  });
}

test('SQPOLL: chains that fill the ring again and again are handed over whole', async () => {
  const chain = [0, 1, 2].map((block) => ({ offset: block * 512, length: 512, sqeFlags: IO_LINK }));
  const ops = Array.from({ length: 20_000 }, () => [...chain, { offset: 1536, length: 512 }]).flat();
  const ring = { depth: 4, batch: 1, sqpoll: true, registeredFiles: true };
  const { ops: results } = await execute(planOf(path, ops, { ring }));
  expect(results.outcome.every((outcome) => outcome === OUTCOME.right)).toBe(true);
  for (let row = 0; row < ops.length; row += 4)
    expect(new Set(results.submitNs.subarray(row, row + 4)).size).toBe(1);
});

test('IOSQE_ASYNC and IOSQE_IO_DRAIN', async () => {
  const ops = [...blocks(8, { sqeFlags: ASYNC }), ...blocks(1, { sqeFlags: IO_DRAIN }), ...blocks(8)];
  const { ops: results } = await execute(planOf(path, ops));
  expect(Array.from(results.outcome)).toEqual(Array(17).fill(OUTCOME.right));
});

test('a link chain longer than the batch is handed over whole: it is read in order', async () => {
  const offset = 0;
  const write = { kind: 'write', sqeFlags: IO_LINK, offset } as const;
  const chain = [1, 2, 3].flatMap((generation) => [
    { ...write, generation },
    { sqeFlags: IO_LINK, offset, generation },
  ]);
  const fsync = { kind: 'fsync', offset: 0, length: 0 } as const;
  const target = join(place.directory, 'linked');
  const plan = planOf(target, [...chain, fsync], {
    ring: { depth: 7, batch: 1 },
    file: { write: true, create: true },
  });
  const { ops } = await execute(plan);
  const { unverified, right } = OUTCOME;
  expect(Array.from(ops.outcome)).toEqual([
    unverified,
    right,
    unverified,
    right,
    unverified,
    right,
    unverified,
  ]);
  expect(new Set(ops.submitNs).size).toBe(1);
});

test('rows and times name the requests', async () => {
  const { ops, startNs, elapsedNs, ringFeatures, executorTid } = await execute(
    planOf(path, blocks(3), { firstRow: 0xfffffff0 }),
  );
  expect(Array.from(ops.userData)).toEqual(
    [0, 1, 2].map((row) => (0x75726cn << 40n) + BigInt(0xfffffff0 + row)),
  );
  for (let row = 0; row < 3; row++) {
    const [submitted, completed] = [ops.submitNs[row] ?? 0n, ops.completeNs[row] ?? 0n];
    expect(startNs <= submitted && submitted <= completed && completed <= startNs + elapsedNs).toBe(true);
  }
  expect(ringFeatures & 1).toBe(1);
  expect(executorTid).not.toBe(process.pid);
});

test('unaligned reads and writes are verified to the byte', async () => {
  const target = join(place.directory, 'unaligned');
  const parts = [
    { offset: 0, length: 700 },
    { offset: 700, length: 3 },
    { offset: 703, length: 9297 },
  ];
  const file = { write: true, create: true };
  await execute(
    planOf(
      target,
      parts.map((part) => ({ ...part, kind: 'write' as const })),
      { file, ring: { depth: 1, batch: 1 } },
    ),
  );
  // A sector that three writes made names none of them, so its checksum cannot hold: write it again at once.
  await execute(planOf(target, [{ kind: 'write', offset: 512, length: 512 }], { file }));
  const { ops } = await execute(planOf(target, [...parts, { offset: 100, length: 9000 }], { bytes: 10_000 }));
  expect(Array.from(ops.outcome)).toEqual(Array(4).fill(OUTCOME.right));
});

for (const registeredBuffers of [false, true]) {
  test(`two slots a buffer${registeredBuffers ? ', registered' : ''}: the first of two reads has the bytes of the second`, async () => {
    const reads = blocks(2);
    await prepareCache(path, {
      drop: false,
      random: false,
      touch: { offset: [0n], length: 2 * BLOCK_BYTES },
    });
    const ring = { depth: 2, batch: 2, slotsPerBuffer: 2, registeredBuffers };
    const { ops, mismatches } = await execute(planOf(path, reads, { ring }));
    expect(Array.from(ops.result)).toEqual([BLOCK_BYTES, BLOCK_BYTES]);
    expect(Array.from(ops.buffer)).toEqual([0, 0]);
    expect(Array.from(ops.outcome)).toEqual([OUTCOME.mismatch, OUTCOME.right]);
    expect(mismatches[0]?.ranges).toEqual([
      expect.objectContaining({
        start: 0,
        end: BLOCK_BYTES,
        class: 'other-offset',
        origin: expect.objectContaining({ offset: BLOCK_BYTES }),
      }),
    ]);
  });
}

test('slots that share a buffer one after the other lose nothing', async () => {
  const ring = { depth: 1, batch: 1, slotsPerBuffer: 2 };
  const { counters, completed } = await execute(planOf(path, blocks(BLOCKS), { ring }));
  expect([completed, counters.mismatches]).toEqual([BLOCKS, 0]);
});
