import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatRate, rate } from './rate.ts';

test("the interval is Wilson's", () => {
  // The same by the closed form in another language's doubles.
  const { low, high } = rate(12, 820_000);
  expect(low).toBeCloseTo(8.371677e-6, 11);
  expect(high).toBeCloseTo(2.5581162e-5, 11);
});

test('none of N still leaves room, and so does all of N', () => {
  expect(rate(0, 4096).low).toBe(0);
  expect(rate(0, 4096).high).toBeGreaterThan(0.0009);
  expect(rate(1024, 1024).high).toBe(1);
  expect(rate(1024, 1024).low).toBeLessThan(1);
  expect(rate(0, 0)).toEqual({ hits: 0, total: 0, low: 0, high: 1 });
});

test('the interval holds the rate', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e6 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (total, share) => {
        const hits = Math.round(total * share);
        const { low, high } = rate(hits, total);
        expect(low).toBeLessThanOrEqual(hits / total);
        expect(high).toBeGreaterThanOrEqual(hits / total);
      },
    ),
  );
});

test('a rate is read as n of N', () => {
  expect(formatRate(rate(16, 256))).toBe('16 of 256 (6.3 %, 95 % interval 3.9 % to 9.9 %)');
  expect(formatRate(rate(2048, 2048))).toBe('2048 of 2048 (100 %, 95 % interval 99.81 % to 100 %)');
  expect(formatRate(rate(0, 0))).toBe('0 of 0');
});
