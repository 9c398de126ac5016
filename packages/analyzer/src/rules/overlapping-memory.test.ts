import { fileURLToPath } from 'node:url';
import { type Mismatch, type RunContents, readRunContents, type Verdict } from '@uringlab/schema';
import { beforeEach, expect, test } from 'vitest';
import { findCause } from '../analyze-run.ts';

const DIRECTORY = fileURLToPath(new URL('../../fixtures/recorded-nowait', import.meta.url));
const BLOCK_BYTES = 65_536;

/** The recorded reads as if they had come back whole: rows 0 and 1 with the bytes of each other, the others right. */
let recorded: RunContents;

beforeEach(async () => {
  recorded = await readRunContents(DIRECTORY);
  const { ops } = recorded;
  for (const column of [ops.result, ops.lastResult, ops.total]) column.fill(BLOCK_BYTES);
  ops.badBytes.fill(BLOCK_BYTES);
  for (const row of [2, 3]) {
    ops.outcome[row] = 1;
    ops.badBytes[row] = 0;
  }
  recorded.mismatches = recorded.mismatches
    .filter(({ row }) => row < 2)
    .map((mismatch): Mismatch => {
      const other = Number(ops.offset[1 - mismatch.row]);
      const origin = { file: mismatch.file, offset: other, generation: 1 };
      const ranges = [{ start: 0, end: BLOCK_BYTES, class: 'other-offset' as const, origin }];
      const ring = { ...mismatch.looks.ring, result: BLOCK_BYTES, ranges };
      const whole = { result: BLOCK_BYTES, total: BLOCK_BYTES, firstBad: 4, badBytes: BLOCK_BYTES };
      return { ...mismatch, ...whole, looks: { ...mismatch.looks, ring } };
    });
});

/** Row 0 is in flight for 100 ns, row 1 is submitted `after` nanoseconds after it; both in one buffer. */
function share(after: bigint): void {
  const { ops } = recorded;
  const begin = ops.submitNs[0] ?? 0n;
  ops.completeNs[0] = begin + 100n;
  ops.submitNs[1] = begin + after;
  ops.completeNs[1] = begin + after + 100n;
  ops.buffer[1] = ops.buffer[0] ?? 0;
}

async function judge(): Promise<Verdict> {
  return (await findCause(recorded)).verdict;
}

test('two reads in flight with one buffer, and the bytes of the one in the other: the application', async () => {
  share(40n);
  const verdict = await judge();
  expect(verdict).toMatchObject({
    class: 'overlapping-memory',
    culprit: 'application',
    confidence: 'certain',
    fault: true,
    pageCacheRight: true,
    diskRight: true,
  });
  expect(verdict.evidence[0]?.text).toMatch(
    /submitted 40 ns after it; .* 100 ns after its submission; 2 of 4 /,
  );
  expect(verdict.alternatives).toContainEqual({
    claim: 'The buffer holds wrong bytes inside the count that the ring returned',
    excludedBy: 'in 2 of 2 failing buffers it put what requests that had the same buffer asked for',
  });
});

test('one after the other in one buffer is no fault, and the bytes are unexplained', async () => {
  share(100n);
  const verdict = await judge();
  expect(verdict).toMatchObject({ class: 'wrong-data-in-buffer', culprit: 'unknown' });
  expect(verdict.alternatives).toContainEqual({
    claim: 'Requests in flight at one time share memory',
    excludedBy: 'no two of 4 requests had the same buffer at one time',
  });
});

test('the same bytes in buffers of their own are not the application', async () => {
  share(40n);
  recorded.ops.buffer[1] = 99;
  expect(await judge()).toMatchObject({ class: 'wrong-data-in-buffer', culprit: 'unknown' });
});

test('bytes that neither of the two asked for are not explained by their buffer', async () => {
  share(40n);
  const origin = recorded.mismatches[0]?.looks.ring.ranges[0]?.origin;
  if (origin === undefined) throw new Error('no mismatch was recorded');
  origin.offset = 100 * BLOCK_BYTES;
  const verdict = await judge();
  expect(verdict).toMatchObject({ class: 'wrong-data-in-buffer', culprit: 'unknown' });
  expect(verdict.sentence).toContain("1 more had a buffer that was another request's as well");
});

test('of a mixture each sector is of one of the two', async () => {
  share(40n);
  const ring = recorded.mismatches[0]?.looks.ring;
  const origin = ring?.ranges[0]?.origin;
  if (ring === undefined || origin === undefined) throw new Error('no mismatch was recorded');
  ring.ranges = [
    { start: 0, end: 4096, class: 'right' },
    {
      start: 4096,
      end: BLOCK_BYTES,
      class: 'other-offset',
      origin: { ...origin, offset: (origin.offset ?? 0) + 4096 },
    },
  ];
  expect(await judge()).toMatchObject({ class: 'overlapping-memory', culprit: 'application' });
});

test('a shared buffer is a fault also where nothing came of it', async () => {
  share(40n);
  recorded.ops.outcome.fill(1);
  recorded.ops.badBytes.fill(0);
  recorded.mismatches = [];
  for (const phase of recorded.run.phases) phase.mismatches = 0;
  expect(await judge()).toMatchObject({ class: 'overlapping-memory', confidence: 'high', fault: true });
});
