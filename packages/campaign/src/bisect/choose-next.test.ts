import type { StepVerdict } from '@uringlab/schema';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseNext, nameResult } from './choose-next.ts';

/** Tests what is chosen until nothing is left; `skipped` entries cannot be told. */
function searchFor(change: number, length: number, skipped: ReadonlySet<number>) {
  const verdicts: (StepVerdict | null)[] = Array.from({ length }, () => null);
  for (let tests = 0; ; tests++) {
    const choice = chooseNext(verdicts);
    if (!('test' in choice)) return { ...choice, tests };
    expect(verdicts[choice.test]).toBeNull();
    verdicts[choice.test] = skipped.has(choice.test) ? 'skip' : choice.test >= change ? 'bad' : 'good';
  }
}

test('the change is found in the fewest tests', () => {
  for (let change = 1; change < 16; change++) {
    const found = searchFor(change, 16, new Set());
    expect(found).toMatchObject({ lastGood: change - 1, firstBad: change, between: [] });
    expect(found.tests).toBeLessThanOrEqual(4);
  }
});

test('with entries that cannot be told the change is always within what is named, and only these lie between', () => {
  fc.assert(
    fc.property(
      fc
        .integer({ min: 2, max: 40 })
        .chain((length) =>
          fc.tuple(
            fc.constant(length),
            fc.integer({ min: 1, max: length - 1 }),
            fc.uniqueArray(fc.integer({ min: 1, max: length - 1 })),
          ),
        ),
      ([length, change, skips]) => {
        const skipped = new Set(skips.filter((index) => index < length - 1));
        const { lastGood, firstBad, between } = searchFor(change, length, skipped);
        expect(lastGood).toBeLessThan(change);
        expect(firstBad).toBeGreaterThanOrEqual(change);
        expect(between.every((index) => skipped.has(index))).toBe(true);
      },
    ),
  );
});

test('two entries need no test', () => {
  const choice = chooseNext([null, null]);
  if ('test' in choice) throw new Error('nothing is left to test');
  expect(nameResult(['5.4', '5.5'], choice)).toEqual({ lastGood: '5.4', firstBad: '5.5', between: [] });
});
