import type { Mismatch } from '@uringlab/schema';
import { describe, expect, test } from 'vitest';
import { sampleFindings } from '../testing/sample-findings.ts';
import { sampleMismatch, sampleRun } from '../testing/sample-run.ts';
import { describeReadAgain, describeStorage } from './storage.ts';

const { verdict } = sampleFindings();

describe('describeReadAgain', () => {
  test('says which part of the failing ranges was kept', () => {
    const mismatches = Array.from({ length: 32 }, (_, row) => ({ ...sampleMismatch(), phase: row >> 4 }));
    expect(describeReadAgain({ ...sampleRun(), mismatchesRecorded: 32 }, mismatches)).toBe(
      'In the 32 of 128 failing ranges that were read again (the first 16 of each phase)',
    );
  });

  test('says all where it was all', () => {
    expect(describeReadAgain({ ...sampleRun(), mismatchesRecorded: 128 }, [])).toBe(
      'In all 128 failing ranges, read again',
    );
  });
});

describe('describeStorage', () => {
  test('a look that ended in an error tells as much as it brought', () => {
    const { looks, ...mismatch } = sampleMismatch();
    const failed: Mismatch = {
      ...mismatch,
      looks: {
        ring: looks.ring,
        buffered: { result: -5, right: false, ranges: [{ start: 0, end: 4096, class: 'right' }] },
        direct: { result: -5, right: false, ranges: [] },
      },
    };
    expect(
      describeStorage({ ...verdict, diskRight: null }, 'In the failing range, read again', [failed]),
    ).toBe(
      'In the failing range, read again, the page cache holds what was last written, as far as it can be read; ' +
        'the disk could not be read (-EIO).',
    );
  });

  test('corrupt media are told apart', () => {
    expect(describeStorage({ ...verdict, pageCacheRight: false })).toBe(
      'The page cache does not hold what was last written; the disk holds what was last written.',
    );
  });
});
