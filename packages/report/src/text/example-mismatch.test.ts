import { expect, test } from 'vitest';
import { sampleFindings } from '../testing/sample-findings.ts';
import { sampleMismatch } from '../testing/sample-run.ts';
import { putExampleFirst } from './example-mismatch.ts';

const other = { ...sampleMismatch(), row: 1, offset: 0 };
const samePlace = { ...sampleMismatch(), row: 3 };

test('the request whose trace is told comes first', () => {
  const rows = putExampleFirst(sampleFindings(), [other, samePlace, sampleMismatch()]).map(({ row }) => row);
  expect(rows).toEqual([67, 1, 3]);
});

test('else one of the same place', () => {
  expect(putExampleFirst(sampleFindings(), [other, samePlace]).map(({ row }) => row)).toEqual([3, 1]);
});

test('else they stay in order', () => {
  const findings = { ...sampleFindings(), requests: [] };
  expect(putExampleFirst(findings, [other, samePlace])).toEqual([other, samePlace]);
});
