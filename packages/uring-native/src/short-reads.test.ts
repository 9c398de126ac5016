import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { execute } from './execute.ts';
import { OUTCOME } from './execution.ts';
import { look } from './look.ts';
import { prepareCache, residency } from './page-cache.ts';
import { makeDirectory, makeXfs, type Place, whyNoXfs } from './testing/places.ts';
import { BLOCK_BYTES, blocks, FILE_ID, planOf, writeBlocks } from './testing/plans.ts';

const RWF_NOWAIT = 8;
const BLOCKS = 16;
const PAGE = 4096;
const missing = whyNoXfs();
if (missing !== undefined) console.log(`short reads on XFS: skipped: ${missing}`);

const places: [name: string, make: () => Place][] = [['the file system of /var/tmp', makeDirectory]];
if (missing === undefined) places.push(['XFS on a loop device', makeXfs]);

for (const [name, make] of places) {
  describe(`RWF_NOWAIT over a partly cached file, ${name}`, () => {
    let place: Place;
    let path: string;

    beforeAll(async () => {
      place = make();
      path = join(place.directory, 'data');
      await writeBlocks(path, BLOCKS);
    });
    afterAll(() => place.remove());

    /** Only the first page of every block is cached. */
    async function cacheFirstPages(): Promise<void> {
      const offset = blocks(BLOCKS).map((op) => BigInt(op.offset));
      await prepareCache(path, { drop: true, random: true, touch: { offset, length: PAGE } });
    }

    const reads = blocks(BLOCKS, { rwFlags: RWF_NOWAIT });

    test('the cache holds the first page of each block, and nothing else', async () => {
      await cacheFirstPages();
      const pages = residency(path, 0, BLOCKS * BLOCK_BYTES);
      expect(
        Array.from(pages, (page, index) => (page === 1 ? index : -1)).filter((index) => index >= 0),
      ).toEqual(Array.from({ length: BLOCKS }, (_, block) => (block * BLOCK_BYTES) / PAGE));
    });

    test('ignore: the tail is the poison of the very request', async () => {
      await cacheFirstPages();
      const { ops, counters, mismatches } = await execute(planOf(path, reads, { firstRow: 1000 }));
      expect(Array.from(ops.result)).toEqual(reads.map(() => PAGE));
      expect(counters).toMatchObject({ shortReads: BLOCKS, mismatches: BLOCKS, resubmissions: 0 });
      expect(Array.from(ops.badBytes)).toEqual(reads.map(() => BLOCK_BYTES - PAGE));
      expect(mismatches[3]).toMatchObject({
        row: 3,
        firstBad: PAGE,
        badBytes: BLOCK_BYTES - PAGE,
        ranges: [
          { start: 0, end: PAGE, class: 'right' },
          { start: PAGE, end: BLOCK_BYTES, class: 'poison', origin: { row: 1003 } },
        ],
      });
    });

    test('ignore without poison: the tail is what an earlier read left in the buffer', async () => {
      await prepareCache(path, { drop: true, random: true, touch: { offset: [3n * 65536n], length: PAGE } });
      const whole = { offset: 0 };
      const short = { offset: 3 * BLOCK_BYTES, rwFlags: RWF_NOWAIT };
      const plan = planOf(path, [whole, short], {
        poison: false,
        firstRow: 50,
        ring: { depth: 1, batch: 1 },
      });
      const { mismatches } = await execute(plan);
      expect(mismatches[0]?.ranges).toEqual([
        { start: 0, end: PAGE, class: 'right' },
        {
          start: PAGE,
          end: BLOCK_BYTES,
          class: 'earlier-read',
          origin: { row: 50, file: FILE_ID, offset: PAGE, generation: 1 },
        },
      ]);
    });

    test('strict: the short result is refused, and the buffer not judged', async () => {
      await cacheFirstPages();
      const { ops, counters } = await execute(planOf(path, reads, { consumer: 'strict' }));
      expect(Array.from(ops.outcome)).toEqual(reads.map(() => OUTCOME.refused));
      expect(counters).toMatchObject({ shortReads: BLOCKS, mismatches: 0 });
    });

    test('resubmit: asks for the rest until it has everything', async () => {
      await cacheFirstPages();
      const { ops, counters } = await execute(planOf(path, reads, { consumer: 'resubmit' }));
      expect(Array.from(ops.outcome)).toEqual(reads.map(() => OUTCOME.right));
      expect(Array.from(ops.total)).toEqual(reads.map(() => BLOCK_BYTES));
      expect(ops.result[0]).toBe(PAGE);
      expect(ops.attempts[0]).toBeGreaterThan(1);
      expect(counters.resubmissions).toBe(ops.attempts.reduce((sum, attempts) => sum + attempts - 1, 0));
    });

    test('resubmit-wrong-offset: the rest is of the place that the count names, and it is said what was asked for', async () => {
      await cacheFirstPages();
      const { ops, mismatches } = await execute(planOf(path, reads, { consumer: 'resubmit-wrong-offset' }));
      // At the front of the file the count is the right place.
      expect(Array.from(ops.outcome)).toEqual([OUTCOME.right, ...reads.slice(1).map(() => OUTCOME.mismatch)]);
      expect(Array.from(ops.total)).toEqual(reads.map(() => BLOCK_BYTES));
      const kept = mismatches.find(({ row }) => ops.result[row] === PAGE);
      expect(kept).toMatchObject({
        rest: { position: PAGE, offset: PAGE },
        ranges: [
          { start: 0, end: PAGE, class: 'right' },
          { start: PAGE, end: BLOCK_BYTES, class: 'other-offset', origin: { file: FILE_ID, offset: PAGE } },
        ],
      });
    });

    test('resubmit-wrong-offset asks again where nothing came at all', async () => {
      await prepareCache(path, { drop: true, random: true, touch: { offset: [], length: 0 } });
      const plan = planOf(path, reads.slice(1, 2), { consumer: 'resubmit-wrong-offset' });
      const { ops } = await execute(plan);
      expect([ops.result[0], ops.attempts[0], ops.outcome[0]]).toEqual([-11, 2, OUTCOME.right]);
    });

    test('nothing cached: -EAGAIN is an error for ignore', async () => {
      await prepareCache(path, { drop: true, random: true, touch: { offset: [], length: 0 } });
      const { ops, counters } = await execute(planOf(path, reads.slice(0, 1)));
      expect([ops.result[0], ops.outcome[0], counters.errors]).toEqual([-11, OUTCOME.error, 1]);
    });

    test('nothing cached: resubmit drops RWF_NOWAIT after -EAGAIN', async () => {
      await prepareCache(path, { drop: true, random: true, touch: { offset: [], length: 0 } });
      const { ops } = await execute(planOf(path, reads.slice(0, 1), { consumer: 'resubmit' }));
      expect([ops.result[0], ops.attempts[0], ops.outcome[0]]).toEqual([-11, 2, OUTCOME.right]);
    });

    test('preadv2 with RWF_NOWAIT is as short: the page cache is where it comes from', async () => {
      await cacheFirstPages();
      const now = await look(path, 0, BLOCK_BYTES, { direct: false, nowait: true });
      expect([now.result, now.bytes.length]).toEqual([PAGE, PAGE]);
    });

    test('IOSQE_ASYNC reads all of it: io-wq clears NOWAIT', async () => {
      await cacheFirstPages();
      const { ops, counters } = await execute(planOf(path, blocks(2, { rwFlags: RWF_NOWAIT, sqeFlags: 16 })));
      expect(Array.from(ops.result)).toEqual([BLOCK_BYTES, BLOCK_BYTES]);
      expect(counters.mismatches).toBe(0);
    });

    test('stops after the first mismatch when asked to', async () => {
      await cacheFirstPages();
      const plan = planOf(path, reads, { stopAfterMismatches: 1, ring: { depth: 1, batch: 1 } });
      const { completed, ops, counters, aborted } = await execute(plan);
      expect([completed, ops.result.length, counters.mismatches, aborted]).toEqual([1, 1, 1, false]);
    });
  });
}
