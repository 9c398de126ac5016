import type { Mismatch } from '@uringlab/schema';
import { describe, expect, test } from 'vitest';
import { sampleFindings } from '../testing/sample-findings.ts';
import { sampleMismatch, sampleRun } from '../testing/sample-run.ts';
import { bytesText } from './bytes.ts';
import { hexRows } from './hexdump.ts';

function withSample(expected: string, received: string): Mismatch {
  return { ...sampleMismatch(), offset: 0x1000, sample: { at: 0, expected, received } };
}

describe('hexRows', () => {
  test('folds rows that are equal and rows that repeat', () => {
    const [right, wrong] = ['11'.repeat(16), '5a'.repeat(16)];
    const rows = hexRows(withSample(right.repeat(6), right.repeat(2) + wrong.repeat(3) + right));
    expect(rows.map((row) => [row.kind, row.address, row.kind === 'bytes' ? 1 : row.rows])).toEqual([
      ['equal', '0x1000', 2],
      ['bytes', '0x1020', 1],
      ['repeat', '0x1030', 2],
      ['equal', '0x1050', 1],
    ]);
  });

  test('marks the bytes that differ, and shows ASCII', () => {
    const [row] = hexRows(withSample('414243', '41ff43'));
    expect(row?.kind === 'bytes' && row.received).toEqual([
      { hex: '41', character: 'A', differs: false },
      { hex: 'ff', character: '.', differs: true },
      { hex: '43', character: 'C', differs: false },
    ]);
  });

  test('an empty sample has no rows', () => {
    expect(hexRows(withSample('', ''))).toEqual([]);
  });
});

test('the mail shows four rows of the dump and says that there is more', () => {
  const text = bytesText(sampleRun(), sampleFindings().verdict, [sampleMismatch()]) ?? '';
  expect(text.match(/^0x[0-9a-f]+ received /gm)).toHaveLength(4);
  expect(text).toContain('\n....\n');
});

test('without a mismatch there are no bytes to show', () => {
  expect(bytesText(sampleRun(), sampleFindings().verdict, [])).toBeNull();
});
