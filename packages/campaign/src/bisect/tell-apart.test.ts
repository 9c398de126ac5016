import type { Baseline, CampaignRun } from '@uringlab/schema';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resultOf } from '../testing/scripted-executor.ts';
import { baselineOf, judge, neededWithoutHit } from './tell-apart.ts';

function runs(...faults: (boolean | null)[]): CampaignRun[] {
  return faults.map((fault, seed) => ({
    seed,
    directory: `runs/${seed}`,
    seconds: 1,
    ...resultOf(fault, fault ? 1 : 0, 1000),
  }));
}

const ONE_IN_A_THOUSAND: Baseline = {
  class: 'unhandled-short-read',
  runs: { hits: 3, total: 3 },
  operations: { hits: 3, total: 3000 },
};

describe('what it takes to call a kernel good', () => {
  test('a fault in one read of a thousand needs thousands of reads, not ten', () => {
    const needed = neededWithoutHit(ONE_IN_A_THOUSAND, 0.95);
    // Wilson's lower end for 3 of 3000 is 0.00034; ln 0.05 / ln(1 - 0.00034) is 8806; of 3 of 3 it is 0.44.
    expect(needed).toEqual({ runs: 6, operations: 8806 });
  });

  test('more confidence, or a rarer fault, never needs less', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 0, max: 200 }),
        fc.double({ min: 0.51, max: 0.98, noNaN: true }),
        (hits, more, confidence) => {
          const of = (total: number, sure: number): number =>
            neededWithoutHit({ class: 'unhandled-short-read', runs: { hits, total }, operations: null }, sure)
              .runs;
          expect(of(hits + more + 1, confidence)).toBeGreaterThanOrEqual(of(hits + more, confidence));
          expect(of(hits + more, confidence + 0.01)).toBeGreaterThanOrEqual(of(hits + more, confidence));
        },
      ),
    );
  });

  test('a bad kernel at the low end of its rate stays unseen in the runs needed with no more than the chance stated', () => {
    const { low } = { low: 0.2065 };
    const needed = neededWithoutHit(
      { class: 'unhandled-short-read', runs: { hits: 1, total: 1 }, operations: null },
      0.95,
    );
    expect((1 - low) ** needed.runs).toBeLessThanOrEqual(0.05);
    expect((1 - low) ** (needed.runs - 1)).toBeGreaterThan(0.05);
  });
});

describe('the bad kernel', () => {
  test('is counted by the fault most of its runs have; runs without a verdict do not count', () => {
    expect(baselineOf(runs(true, false, null, true))).toEqual({
      class: 'unhandled-short-read',
      runs: { hits: 2, total: 3 },
      operations: { hits: 2, total: 3000 },
    });
  });

  test('without a fault tells nothing', () => {
    expect(baselineOf(runs(false, null))).toBeNull();
  });
});

describe('a kernel', () => {
  const needed = { runs: 3, operations: 2500 };

  test('with one hit is bad', () => {
    expect(judge(ONE_IN_A_THOUSAND, needed, runs(false, true), null, 10).verdict).toBe('bad');
  });

  test('is good when both runs and operations are enough', () => {
    expect(judge(ONE_IN_A_THOUSAND, needed, runs(false, false), null, 10).verdict).toBeNull();
    expect(
      judge(ONE_IN_A_THOUSAND, { ...needed, operations: 5000 }, runs(false, false, false), null, 10).verdict,
    ).toBeNull();
    expect(judge(ONE_IN_A_THOUSAND, needed, runs(false, false, false), null, 10).verdict).toBe('good');
  });

  test('without enough runs at the limit is skipped, and runs without a verdict are not enough', () => {
    const { verdict, reason } = judge(ONE_IN_A_THOUSAND, needed, runs(null, null, false), null, 3);
    expect(verdict).toBe('skip');
    expect(reason).toBe(
      '0 of 1 runs, 0 of 1000 operations; 3 runs and 2500 operations without the fault would be needed to call it good',
    );
  });

  test('with another fault is skipped', () => {
    const other = runs(true).map(
      (run): CampaignRun => ({ ...run, class: 'device-error', title: 'device: errors' }),
    );
    expect(judge(ONE_IN_A_THOUSAND, needed, other, null, 10)).toEqual({
      verdict: 'skip',
      reason: 'another fault: device: errors',
    });
  });

  test('that cannot be run is skipped', () => {
    const why = { code: 'E_SYSTEM', message: 'it does not boot', hint: null };
    expect(judge(ONE_IN_A_THOUSAND, needed, runs(false), why, 10)).toEqual({
      verdict: 'skip',
      reason: 'not run: E_SYSTEM: it does not boot',
    });
  });
});
