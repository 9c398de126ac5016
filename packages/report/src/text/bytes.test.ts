import type { Mismatch, SectorRange } from '@uringlab/schema';
import { describe, expect, test } from 'vitest';
import { sampleFindings, sampleMismatch, sampleRun } from '../testing/sample-run.ts';
import { bytesText, describeLook } from './bytes.ts';
import { hexRows } from './hexdump.ts';
import { describeRange } from './origin.ts';

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

describe('describeRange', () => {
  const range = (change: Partial<SectorRange>): string =>
    describeRange({ start: 0, end: 512, class: 'right', ...change }, sampleRun());

  test.each([
    [{ class: 'poison', origin: { row: 12 } }, 'poison put there before request 12'],
    [{ class: 'poison' }, 'poison put there before the request'],
    [
      { class: 'earlier-read', origin: { row: 9, offset: 0x6bf0000 } },
      'data of an earlier read of offset 0x6bf0000 (request 9)',
    ],
    [{ class: 'old-generation', origin: { generation: 2 } }, 'an older write of this place, generation 2'],
    [{ class: 'other-offset', origin: { offset: 512 } }, 'data of offset 0x200 of the same file'],
    [{ class: 'other-file', origin: { file: 0, offset: 0 } }, 'data of data.0, offset 0x0'],
    [{ class: 'other-run' }, 'data of another run of the lab'],
    [{ class: 'zeroes' }, 'zeroes'],
    [{ class: 'torn' }, 'a block whose checksum does not hold'],
    [{ class: 'noise' }, 'nothing that the lab ever wrote'],
  ] as [Partial<SectorRange>, string][])('%o', (change, words) => {
    expect(range(change)).toBe(words);
  });
});

describe('describeLook', () => {
  test('an error is decoded', () => {
    expect(describeLook({ result: -5, right: false, ranges: [] }, sampleRun())).toBe('-EIO');
  });

  test('many ranges are counted after the first four', () => {
    const ranges = Array.from({ length: 9 }, (_, index) => ({
      start: index * 512,
      end: (index + 1) * 512,
      class: 'zeroes' as const,
    }));
    const words = describeLook({ result: 4608, right: false, ranges }, sampleRun());
    expect(words).toMatch(/^4608 bytes: 0x0-0x200 zeroes; .*0x600-0x800 zeroes; and 5 more ranges$/);
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
