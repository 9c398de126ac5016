import { describe, expect, test } from 'vitest';
import { describeLook, describeRange } from './describe-look.ts';
import type { SectorRange } from './sectors.ts';

const RUN = { files: [{ index: 0, name: 'data.0', bytes: 1 << 20, inode: 131, blockBytes: 4096 }] };

describe('describeRange', () => {
  const range = (change: Partial<SectorRange>): string =>
    describeRange({ start: 0, end: 512, class: 'right', ...change }, RUN);

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
    expect(describeLook({ result: -5, right: false, ranges: [] }, RUN)).toBe('-EIO');
  });

  test('many ranges are counted after the first four', () => {
    const ranges = Array.from({ length: 9 }, (_, index) => ({
      start: index * 512,
      end: (index + 1) * 512,
      class: 'zeroes' as const,
    }));
    const words = describeLook({ result: 4608, right: false, ranges }, RUN);
    expect(words).toMatch(/^4608 bytes: 0x0-0x200 zeroes; .*0x600-0x800 zeroes; and 5 more ranges$/);
  });
});
