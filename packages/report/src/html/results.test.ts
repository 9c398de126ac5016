import { expect, test } from 'vitest';
import { raceFindings } from '../testing/sample-race.ts';
import { sampleOps } from '../testing/sample-run.ts';
import { LENGTH, PAGE } from '../testing/sample-sizes.ts';
import { makeLatencyPlot } from './latency.ts';
import { countResults, listAttempts } from './results.ts';

test('first results are counted, the commonest first, and decoded', () => {
  const ops = sampleOps(10, (row) => (row === 0 ? -5 : row < 4 ? PAGE : LENGTH));
  expect(countResults(ops).rows.map(({ count, decoded, kind }) => [count, decoded, kind])).toEqual([
    [6, '65536', 'full'],
    [3, '4096', 'short'],
    [1, '-EIO', 'error'],
  ]);
});

test('rare results are counted together', () => {
  expect(countResults(sampleOps(20, (row) => row + 1)).others).toBe(12);
});

test('the calls of a request say what each brought', () => {
  expect(listAttempts(raceFindings())?.attempts.map(({ decoded, kind }) => [decoded, kind])).toEqual([
    ['-EAGAIN', 'would block'],
    ['-EIOCBQUEUED', 'queued'],
    ['4096', 'short'],
  ]);
});

test('latencies are split by what came back', () => {
  const plot = makeLatencyPlot(sampleOps(100, (row) => (row % 10 === 0 ? PAGE : LENGTH)));
  expect(plot?.bands.map(({ name, count }) => [name, count])).toEqual([
    ['short', 10],
    ['full', 90],
  ]);
  for (const band of plot?.bands ?? []) {
    expect(band.bars.reduce((sum, bar) => sum + bar.count, 0)).toBe(band.count);
    expect(
      band.bars.every((bar) => bar.x >= (plot?.left ?? 0) && bar.x + bar.width <= (plot?.right ?? 0)),
    ).toBe(true);
  }
});

test('half a million latencies are no more than bars', () => {
  const plot = makeLatencyPlot(sampleOps(500_000, () => LENGTH));
  expect(plot?.bands[0]?.bars.length).toBeLessThan(100);
});

test('no reads, no plot', () => {
  expect(makeLatencyPlot(sampleOps(0, () => 0))).toBeNull();
});
