import { expect, test } from 'vitest';
import { boundFindings, LIST_LIMIT } from './bound-findings.ts';
import { raceFindings } from './testing/sample-race.ts';

test('a list that is too long ends with the number of what is left out', () => {
  const findings = raceFindings();
  findings.interpretation = Array.from({ length: LIST_LIMIT + 7 }, (_, index) => `${index}`);
  const { interpretation } = boundFindings(findings);
  expect(interpretation).toHaveLength(LIST_LIMIT + 1);
  expect(interpretation.at(-1)).toBe('7 more are in findings.json.');
});

test('findings of an ordinary length stay as they are', () => {
  expect(boundFindings(raceFindings())).toEqual(raceFindings());
});
