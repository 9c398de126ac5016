import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { execute } from './execute.ts';
import { extents } from './extents.ts';
import { look } from './look.ts';
import { stampBlock } from './oracle.ts';
import { prepareCache, residency } from './page-cache.ts';
import { probe } from './probe.ts';
import { makeDirectory, type Place } from './testing/places.ts';
import { BLOCK_BYTES, FILE_ID, planOf, RUN_ID, writeBlocks } from './testing/plans.ts';

const BYTES = 4 * BLOCK_BYTES + 1000;
let place: Place;
let path: string;

beforeAll(async () => {
  place = makeDirectory();
  path = join(place.directory, 'data');
  await writeBlocks(path, 5);
  truncateSync(path, BYTES);
});
afterAll(() => place.remove());

/** What the file has to hold; who wrote a sector is not part of it. */
function withoutAuthor(bytes: Uint8Array, offset: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (let at = (512 - (offset % 512)) % 512; at + 48 <= copy.length; at += 512) {
    copy.fill(0, at + 4, at + 8);
    copy.fill(0, at + 32, at + 44);
  }
  return copy;
}

for (const direct of [false, true]) {
  const how = direct ? 'direct' : 'buffered';
  test(`a ${how} look reads the range`, async () => {
    const { result, bytes } = await look(path, 65536n, 8192, { direct });
    expect(result).toBe(8192);
    const expected = stampBlock(RUN_ID, FILE_ID, 65536n, 1, 8192);
    expect(withoutAuthor(bytes, 65536)).toEqual(withoutAuthor(expected, 65536));
  });

  test(`a ${how} look takes an unaligned range`, async () => {
    const { result, bytes } = await look(path, 1100, 10_000, { direct });
    const whole = await look(path, 0, 16384, { direct: false });
    expect(result).toBe(10_000);
    expect(bytes).toEqual(whole.bytes.slice(1100, 11_100));
  });

  test(`a ${how} look ends at the end of the file`, async () => {
    expect((await look(path, 4 * BLOCK_BYTES, BLOCK_BYTES, { direct })).result).toBe(1000);
    expect((await look(path, 5 * BLOCK_BYTES, BLOCK_BYTES, { direct })).result).toBe(0);
  });
}

test('a look with RWF_NOWAIT at what is not cached is -EAGAIN', async () => {
  await prepareCache(path, { drop: true, random: true, touch: { offset: [], length: 0 } });
  expect(await look(path, 0, 4096, { direct: false, nowait: true })).toMatchObject({ result: -11 });
});

test('an error is the result of a look, not an exception', async () => {
  expect((await look('/proc/self/mem', 0, 4096, { direct: false })).result).toBe(-5);
});

test('a dropped file has no resident pages; a touched range has its own', async () => {
  await prepareCache(path, { drop: true, random: true, touch: { offset: [], length: 0 } });
  expect(residency(path, 0, BYTES)).toEqual(new Uint8Array(65));
  await prepareCache(path, { drop: false, random: true, touch: { offset: [8192n], length: 8192 } });
  expect(Array.from(residency(path, 4096, 20480))).toEqual([0, 1, 1, 0, 0]);
});

test('residency counts the pages that an unaligned range touches', () => {
  expect(residency(path, 4095, 2)).toHaveLength(2);
  expect(residency(path, 0, 0)).toHaveLength(0);
});

test('dirty pages are written back before they are dropped', async () => {
  const dirty = join(place.directory, 'dirty');
  await writeBlocks(dirty, 2);
  await prepareCache(dirty, { drop: true, random: false, touch: { offset: [], length: 0 } });
  expect(residency(dirty, 0, 2 * BLOCK_BYTES)).toEqual(new Uint8Array(32));
  const { counters } = await execute(planOf(dirty, [{ offset: 0, length: 2 * BLOCK_BYTES }]));
  expect(counters.mismatches).toBe(0);
});

test('the extents of a file cover what was written', () => {
  const found = extents(path);
  expect(found[0]?.logical).toBe(0);
  expect(found.reduce((sum, extent) => sum + extent.length, 0)).toBeGreaterThanOrEqual(4 * BLOCK_BYTES);
});

test('the probe says what this kernel has', () => {
  const found = probe();
  expect(found).toMatchObject({
    available: true,
    errno: 0,
    sqpollAllowed: true,
    liburing: expect.stringMatching(/^\d+\.\d+/) as string,
  });
  expect(found.ops).toEqual(expect.arrayContaining(['NOP', 'READ', 'WRITE', 'FSYNC', 'READ_FIXED']));
  expect(found.features & 1).toBe(1);
});
