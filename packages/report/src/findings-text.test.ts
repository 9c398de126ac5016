import { expect, test } from 'vitest';
import { renderFindingsText } from './findings-text.ts';
import { raceFindings } from './testing/sample-race.ts';

test('reads as it should', async () => {
  await expect(renderFindingsText(raceFindings())).toMatchFileSnapshot('../fixtures/findings.txt');
});

test('claims for cache and disk no more than was looked at', () => {
  const findings = raceFindings();
  Object.assign(findings.verdict, { pageCacheRight: true, diskRight: true });
  expect(renderFindingsText(findings).replace(/\n +/g, ' ')).toContain(
    'Storage:    Where read again, page cache and disk hold what was last written.',
  );
});

test('trace lines are whole', () => {
  const findings = raceFindings();
  const lines = renderFindingsText(findings).split('\n');
  for (const step of findings.requests[0]?.steps ?? []) expect(lines).toContain(step.line);
});

test('a terminal gets no escape sequence out of a trace', () => {
  const findings = raceFindings();
  findings.verdict.title = 'red \u001b[31m';
  expect(renderFindingsText(findings)).toContain('red \\x1b[31m');
});

test('findings without requests are told by their verdict and evidence', () => {
  const findings = raceFindings();
  findings.requests = [];
  findings.interpretation = [];
  const text = renderFindingsText(findings);
  expect(text).toContain('\nthe last call returns 4096 of 65536 bytes\n');
  expect(text).not.toContain('Request:');
});
