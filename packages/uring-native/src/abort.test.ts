import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { execute } from './execute.ts';
import { makeDirectory, type Place } from './testing/places.ts';
import { blocks, planOf, writeBlocks } from './testing/plans.ts';

let place: Place;
let path: string;
const endless = Array.from({ length: 4000 }, () => blocks(16)).flat();

beforeAll(async () => {
  place = makeDirectory();
  path = join(place.directory, 'data');
  await writeBlocks(path, 16);
});
afterAll(() => place.remove());

test('an abort in mid-run returns what had been submitted, all of it completed', async () => {
  const controller = new AbortController();
  const running = execute(planOf(path, endless), { signal: controller.signal });
  setTimeout(() => controller.abort(), 20);
  const { aborted, completed, ops, counters } = await running;
  expect(aborted).toBe(true);
  expect(completed).toBeGreaterThan(0);
  expect(completed).toBeLessThan(endless.length);
  expect(ops.result.length).toBe(completed);
  expect(ops.result.every((result) => result === 65536)).toBe(true);
  expect(counters.mismatches).toBe(0);
});

test('a signal that has aborted already: nothing is submitted', async () => {
  const { aborted, completed } = await execute(planOf(path, endless), { signal: AbortSignal.abort() });
  expect([aborted, completed]).toEqual([true, 0]);
});

test('an abort after the end changes nothing', async () => {
  const controller = new AbortController();
  const { aborted } = await execute(planOf(path, blocks(1)), { signal: controller.signal });
  controller.abort();
  expect(aborted).toBe(false);
});
