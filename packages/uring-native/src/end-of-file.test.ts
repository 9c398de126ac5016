import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { execute } from './execute.ts';
import { OUTCOME } from './execution.ts';
import { makeDirectory, type Place } from './testing/places.ts';
import { BLOCK_BYTES, planOf, writeBlocks } from './testing/plans.ts';

/** Ends within a sector. */
const BYTES = BLOCK_BYTES + 1000;
const TAIL = { offset: BLOCK_BYTES };
let place: Place;
let path: string;

beforeAll(async () => {
  place = makeDirectory();
  path = join(place.directory, 'data');
  await writeBlocks(path, 2);
  truncateSync(path, BYTES);
});
afterAll(() => place.remove());

test('resubmit: 0 is the end of the file, and the bytes before it are right', async () => {
  const { ops } = await execute(planOf(path, [TAIL], { bytes: BYTES, consumer: 'resubmit' }));
  expect([ops.result[0], ops.total[0], ops.lastResult[0], ops.attempts[0]]).toEqual([1000, 1000, 0, 2]);
  expect(ops.outcome[0]).toBe(OUTCOME.right);
});

test('resubmit, direct: does not ask from the middle of a sector', async () => {
  const plan = planOf(path, [TAIL], { bytes: BYTES, consumer: 'resubmit', file: { direct: true } });
  const { ops } = await execute(plan);
  expect([ops.result[0], ops.total[0], ops.attempts[0], ops.outcome[0]]).toEqual([
    1000,
    1000,
    1,
    OUTCOME.right,
  ]);
});

test('ignore: bytes beyond the end are not right, byte by byte', async () => {
  const { mismatches } = await execute(planOf(path, [TAIL], { bytes: BYTES }));
  expect(mismatches[0]).toMatchObject({ firstBad: 1000, badBytes: BLOCK_BYTES - 1000 });
  expect(mismatches[0]?.ranges).toEqual([
    { start: 0, end: 1000, class: 'right' },
    { start: 1000, end: BLOCK_BYTES, class: 'poison', origin: { row: 0 } },
  ]);
});

test('ignore: a read behind the end takes poison for data', async () => {
  const { ops } = await execute(planOf(path, [{ offset: 4 * BLOCK_BYTES }], { bytes: BYTES }));
  expect([ops.result[0], ops.outcome[0], ops.badBytes[0]]).toEqual([0, OUTCOME.mismatch, BLOCK_BYTES]);
});

test('resubmit: a read behind the end brings nothing to verify', async () => {
  const plan = planOf(path, [{ offset: 4 * BLOCK_BYTES }], { bytes: BYTES, consumer: 'resubmit' });
  expect((await execute(plan)).ops.outcome[0]).toBe(OUTCOME.unverified);
});

test('a linked operation behind a short read is cancelled', async () => {
  const link = 4;
  const plan = planOf(path, [{ ...TAIL, sqeFlags: link }, { offset: 0 }], {
    bytes: BYTES,
    ring: { batch: 1 },
  });
  const { ops } = await execute(plan);
  expect(Array.from(ops.result)).toEqual([1000, -125]);
});
