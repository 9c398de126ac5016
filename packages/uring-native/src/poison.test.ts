import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { execute } from './execute.ts';
import { OUTCOME } from './execution.ts';
import { prepareCache } from './page-cache.ts';
import { makeDirectory, type Place } from './testing/places.ts';
import { BLOCK_BYTES, blocks, type Op, planOf, writeBlocks } from './testing/plans.ts';

const RWF_NOWAIT = 8;
const PAGE = 4096;
let place: Place;
let path: string;

beforeAll(async () => {
  place = makeDirectory();
  path = join(place.directory, 'data');
  await writeBlocks(path, 4);
});
afterAll(() => place.remove());

/** One buffer for all, so that each request finds what the one before it left. */
const ring = { depth: 1, batch: 1 };
const short = { offset: 2 * BLOCK_BYTES, rwFlags: RWF_NOWAIT };

/**
 * Of the short read, the first page is cached; block 0 is read before it. A device may answer within the call itself, and then
 * RWF_NOWAIT brings what was not cached: that is tried again.
 */
async function readShort(ops: Op[], settings = {}) {
  for (let tries = 1; ; tries++) {
    await prepareCache(path, {
      drop: true,
      random: true,
      touch: { offset: [BigInt(short.offset)], length: PAGE },
    });
    const execution = await execute(planOf(path, ops, { ring, firstRow: 10, ...settings }));
    if (tries === 20 || execution.ops.result[ops.indexOf(short)] === PAGE) return execution;
  }
}

function tailOf(row: number) {
  return { start: PAGE, end: BLOCK_BYTES, class: 'poison', origin: { row } };
}

test('after a right read the poison names the next request', async () => {
  const { mismatches } = await readShort([{ offset: 0 }, short]);
  expect(mismatches[0]?.ranges[1]).toEqual(tailOf(11));
});

test('after a shorter right read the whole buffer is poisoned', async () => {
  const { mismatches } = await readShort([{ offset: 0, length: 8192 }, short]);
  expect(mismatches[0]?.ranges[1]).toEqual(tailOf(11));
});

test('after an unaligned right read the whole buffer is poisoned', async () => {
  const { mismatches } = await readShort([{ offset: 100, length: BLOCK_BYTES }, short]);
  expect(mismatches[0]?.ranges[1]).toEqual(tailOf(11));
});

test('after a mismatch the poison names the next request', async () => {
  const { mismatches } = await readShort([{ offset: 0, generation: 9 }, short]);
  expect(mismatches[1]?.ranges[1]).toEqual(tailOf(11));
});

test('after a write the poison names the next request', async () => {
  const file = { write: true, random: true };
  const { mismatches } = await readShort([{ offset: 0, kind: 'write' }, short], { file });
  expect(mismatches[0]?.ranges[1]).toEqual(tailOf(11));
});

test('a kept buffer is what the read brought, byte by byte', async () => {
  const torn = join(place.directory, 'torn');
  await writeBlocks(torn, 4);
  const at = 100 * 512 + 300;
  const file = openSync(torn, 'r+');
  writeSync(file, Uint8Array.of(1, 2, 3), 0, 3, at);
  closeSync(file);
  const { ops, mismatches } = await execute(planOf(torn, blocks(4), { ring }));
  const { right, mismatch } = OUTCOME;
  expect(Array.from(ops.outcome)).toEqual([mismatch, right, right, right]);
  expect(mismatches[0]).toMatchObject({ firstBad: at, badBytes: 512 });
  expect(
    Buffer.compare(mismatches[0]?.buffer ?? Buffer.of(), readFileSync(torn).subarray(0, BLOCK_BYTES)),
  ).toBe(0);
});
