import { describe, expect, test } from 'vitest';
import { makeTimeScale } from './time-scale.ts';

/** Step times of kernel bug 208827, nanoseconds after the first. */
const SEED = [0, 11, 11, 12, 14, 16, 17, 18, 879, 887, 890].map((us) => us * 1000);

describe('makeTimeScale', () => {
  test('cuts the pause out and marks it', () => {
    const { breaks } = makeTimeScale(SEED, 100, 1000);
    expect(breaks.map(({ fromNs, toNs }) => [fromNs, toNs])).toEqual([[18_000, 879_000]]);
  });

  test('never puts a later time before an earlier one, and stays inside', () => {
    const { position } = makeTimeScale(SEED, 100, 1000);
    let last = 100;
    for (let atNs = 0; atNs <= 890_000; atNs += 500) {
      const x = position(atNs);
      expect(x).toBeGreaterThanOrEqual(last);
      last = x;
    }
    expect(position(0)).toBe(100);
    expect(position(890_000)).toBeCloseTo(1100);
  });

  test('is linear outside of breaks', () => {
    const { position } = makeTimeScale(SEED, 0, 1000);
    expect(position(12_000) - position(11_000)).toBeCloseTo(position(890_000) - position(889_000));
  });

  test('even steps need no break', () => {
    expect(makeTimeScale([0, 1000, 2000, 3000], 0, 900).breaks).toEqual([]);
  });

  test('ticks are round times with room between them, none inside a break', () => {
    const { ticks, breaks } = makeTimeScale(SEED, 100, 1000);
    expect(ticks.length).toBeGreaterThan(4);
    for (const { fromNs, toNs } of breaks) {
      expect(ticks.filter(({ atNs }) => atNs > fromNs && atNs < toNs)).toEqual([]);
    }
    for (const [index, tick] of ticks.entries()) {
      const next = ticks[index + 1];
      if (next !== undefined) expect(next.x - tick.x).toBeGreaterThan(50);
    }
  });

  test.each([[[5]], [[7, 7, 7]]])('a single moment %o has a place', (times) => {
    const { position, ticks } = makeTimeScale(times, 10, 100);
    expect(position(times[0] ?? 0)).toBe(10);
    expect(ticks).toHaveLength(1);
  });
});
