import { expect, test } from 'vitest';
import { raceReport } from '../testing/sample-race.ts';
import { cleanReport } from '../testing/sample-verdicts.ts';
import { factRows } from './facts.ts';

test('a fault is told with and without tracing', () => {
  const { run, findings } = raceReport();
  expect(factRows(run, findings).slice(0, 5)).toEqual([
    ['Wrong reads', '4 of 8192 (0.049 %, 95 % interval 0.019 % to 0.13 %)'],
    ['  traced', '1 of 4096 (0.024 %, 95 % interval 0.0043 % to 0.14 %)'],
    ['  untraced', '3 of 4096 (0.073 %, 95 % interval 0.025 % to 0.22 %)'],
    ['Short reads', '4 of 8192 (0.049 %, 95 % interval 0.019 % to 0.13 %)'],
    ['Time to hit', '2.70 s in the mean (4 in 10.80 s)'],
  ]);
});

test('without a fault it is the short reads that are split, and there is no hit to wait for', () => {
  const { run, findings } = cleanReport();
  for (const phase of run.phases) phase.shortReads = 0;
  const rows = factRows(run, findings);
  expect(rows.map(([label]) => label).slice(0, 4)).toEqual([
    'Wrong reads',
    'Short reads',
    '  traced',
    '  untraced',
  ]);
  expect(rows.map(([label]) => label)).not.toContain('Time to hit');
});

test('a phase that was not run is not a phase without hits', () => {
  const { run, findings } = raceReport();
  run.phases = run.phases.filter((phase) => phase.traced);
  expect(factRows(run, findings)[2]).toEqual(['  untraced', 'not run']);
});

test('there are never more than eight rows', () => {
  const { run, findings } = raceReport();
  expect(factRows(run, findings)).toHaveLength(8);
});
