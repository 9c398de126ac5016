import { readdir } from 'node:fs/promises';
import { LabError, type PlanShape, rate } from '@uringlab/schema';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inTemporaryDirectory } from '../testing/temporary-directory.ts';
import { reduceItems, reduceNumber } from './delta-debugging.ts';
import { countTries, type MinimizeRequest, minimize } from './minimize.ts';

test('of any items, those that are needed stay, and no other', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.nat(60), { minLength: 1 }),
      fc.func(fc.boolean()),
      async (items, pick) => {
        const chosen = items.filter((item) => pick(item));
        const needed = chosen.length === 0 ? items.slice(0, 1) : chosen;
        const kept = await reduceItems(items, async (subset) =>
          needed.every((item) => subset.includes(item)),
        );
        expect(kept).toEqual(needed);
      },
    ),
  );
});

test('a number becomes as small as holds, within a factor of two, and is never more than it was', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 5000 }),
      fc.integer({ min: 1, max: 5000 }),
      async (now, edge) => {
        const found = await reduceNumber(now, 1, async (value) => value >= edge);
        expect(found).toBeLessThanOrEqual(now);
        if (edge <= now) expect(found).toBeGreaterThanOrEqual(Math.min(edge, now));
      },
    ),
  );
});

test('a rare fault is tried as often as its rate asks for', () => {
  expect(countTries({ low: 1 }, 1)).toBe(3);
  expect(countTries({ low: 0.05 }, 1)).toBe(59);
  expect(countTries({ low: 0.05 }, 100)).toBe(3);
  expect(countTries({ low: 0 }, 100)).toBe(Number.POSITIVE_INFINITY);
});

const START: PlanShape = { fileBytes: 2 ** 22, blockBytes: 65_536, depth: 16, passes: 1, without: {} };

const BOUNDS: MinimizeRequest['bounds'] = {
  files: ['a', 'b', 'c', 'd'],
  rings: [
    { name: 'plain', features: [] },
    { name: 'sqpoll', features: ['sqpoll', 'registeredFiles'] },
  ],
  leastBlockBytes: 8192,
  leastDepth: 1,
  hasRequestFlags: true,
  hasAdvice: true,
};

function requestIn(
  workDirectory: string,
  shows: (shape: PlanShape, runs: number) => boolean,
  more: Partial<MinimizeRequest> = {},
): MinimizeRequest {
  let runs = 0;
  return {
    start: START,
    startReads: 256,
    rate: rate(256, 256),
    bounds: BOUNDS,
    run: async (shape) => {
      const files = shape.without.files?.length ?? BOUNDS.files.length;
      const all = files * Math.floor(shape.fileBytes / shape.blockBytes);
      const reads = shape.without.reads?.length ?? all;
      return { same: shows(shape, runs++), operations: reads, reads };
    },
    workDirectory,
    tries: 12,
    budgetSeconds: 60,
    signal: new AbortController().signal,
    onProgress: () => {},
    ...more,
  };
}

test('what a verdict does not need goes, and what it needs stays', async () => {
  await inTemporaryDirectory(async (directory) => {
    const { shape, isCutShort } = await minimize(
      requestIn(
        directory,
        ({ without, fileBytes, blockBytes, depth }) =>
          without.files?.includes('c') !== false &&
          without.rings?.includes('sqpoll') !== false &&
          without.withoutRingFeatures?.includes('sqpoll') !== true &&
          without.withoutRequestFlags !== true &&
          fileBytes / blockBytes >= 4 &&
          (without.reads?.includes(2) ?? true) &&
          depth >= 2,
      ),
    );
    expect(shape).toEqual({
      fileBytes: 4 * 8192,
      blockBytes: 8192,
      depth: 2,
      passes: 1,
      without: {
        files: ['c'],
        rings: ['sqpoll'],
        withoutRingFeatures: ['registeredFiles'],
        withoutAdvice: true,
        reads: [2],
      },
    });
    expect(isCutShort).toBe(false);
    expect(await readdir(directory)).toEqual([]);
  });
});

test('a fault that shows in every third run alone is not lost', async () => {
  await inTemporaryDirectory(async (directory) => {
    const request = requestIn(directory, (_, runs) => runs % 3 === 2, { rate: rate(300, 1000) });
    const { shape, runs, shapes } = await minimize(request);
    expect(shape).toMatchObject({ fileBytes: 8192, blockBytes: 8192, depth: 1 });
    expect(runs).toBeGreaterThan(shapes);
  });
});

test('a shape that cannot be run is not tried again, and any other error ends it with nothing left', async () => {
  await inTemporaryDirectory(async (directory) => {
    const refuse = (code: 'E_USAGE' | 'E_NO_SPACE') =>
      requestIn(directory, () => true, {
        run: async () => {
          throw new LabError(code, 'no');
        },
      });
    const { shape, runs, shapes } = await minimize(refuse('E_USAGE'));
    expect(shape).toEqual(START);
    expect(runs).toBe(shapes);
    await expect(minimize(refuse('E_NO_SPACE'))).rejects.toMatchObject({ code: 'E_NO_SPACE' });
    expect(await readdir(directory)).toEqual([]);
  });
});

test('when the time is up, what was reached is taken and it is said', async () => {
  await inTemporaryDirectory(async (directory) => {
    const { shape, runs, isCutShort } = await minimize(
      requestIn(directory, () => true, { budgetSeconds: 0 }),
    );
    expect({ shape, runs, isCutShort }).toEqual({ shape: START, runs: 0, isCutShort: true });
  });
});
