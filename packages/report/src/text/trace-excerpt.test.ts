import { expect, test } from 'vitest';
import { raceFindings } from '../testing/sample-race.ts';
import { traceLines } from './trace-excerpt.ts';

test('a step that stands for many pages is followed by the mark of a cut', () => {
  const findings = raceFindings();
  const [life] = findings.requests;
  const [first, second] = life?.steps ?? [];
  if (life === undefined || first === undefined || second === undefined) throw new Error('no steps');
  life.steps = [
    first,
    { ...second, kind: 'page-added', text: '16 folios of 65536 bytes in all added', line: 'a page' },
    { ...second, kind: 'page-added', text: '1 folio of 4096 bytes in all added', line: 'one more' },
    { ...second, line: 'the end', atNs: 900_000 },
  ];
  expect(traceLines(findings, 'report.html')).toEqual([
    first.line,
    'a page',
    '....',
    'one more',
    '....',
    'the end',
  ]);
});

test('what is left out of a long life is counted at its place', () => {
  const findings = raceFindings();
  const [life] = findings.requests;
  if (life === undefined) throw new Error('no request');
  life.steps = Array.from({ length: 5 }, () => life.steps).flat();
  const lines = traceLines(findings, 'report.html');
  const left = lines.map((line) => Number(/^\.\.\.\. \((\d+) more steps?/.exec(line)?.[1] ?? 0));
  const kept = lines.filter((line) => !line.startsWith('....'));
  expect(left.some((count) => count > 0)).toBe(true);
  expect(kept.length + left.reduce((sum, count) => sum + count, 0)).toBe(55);
});
