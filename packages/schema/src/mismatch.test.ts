import { expect, test } from 'vitest';
import { LabError } from './errors.ts';
import { formatMismatches, type Mismatch, parseMismatches } from './mismatch.ts';

const mismatch: Mismatch = {
  row: 7,
  phase: 0,
  file: 0,
  offset: 65_536,
  length: 65_536,
  result: 4096,
  total: 4096,
  firstBad: 4096,
  badBytes: 61_440,
  residentBefore: 'U...............',
  sample: { at: 4096, expected: '00ff', received: 'a5a5' },
  looks: {
    ring: {
      result: 4096,
      right: false,
      ranges: [{ start: 4096, end: 65_536, class: 'poison', origin: { row: 7 } }],
    },
    buffered: { result: 65_536, right: true, ranges: [] },
  },
};

test('what is written is what is read', () => {
  const text = formatMismatches([mismatch, { ...mismatch, row: 8 }]);
  expect(text.split('\n')).toHaveLength(3);
  expect(parseMismatches(text)).toEqual([mismatch, { ...mismatch, row: 8 }]);
  expect(parseMismatches('')).toEqual([]);
});

test('a damaged line is named', () => {
  const text = formatMismatches([mismatch, mismatch]).replace(/"poison"/, '"guess"');
  expect(() => parseMismatches(text)).toThrow(
    new LabError('E_RUN_DAMAGED', 'mismatches.jsonl, line 1: not a mismatch record'),
  );
  expect(() => parseMismatches(`${formatMismatches([mismatch])}{"row":`)).toThrow(/line 2/);
});
