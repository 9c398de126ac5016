import type { FaultClass, Mismatch, SectorRange } from '@uringlab/schema';
import type { LooksCase } from './looks.ts';

/** What became of the writes whose data is not on the disk; undefined where the bytes do not say. */
export type DiskFault = Extract<FaultClass, 'lost-write' | 'torn-write' | 'misdirected-write'>;

function directRanges({ looks }: Mismatch): SectorRange[] {
  return looks.direct?.ranges ?? [];
}

function wrongRanges(mismatch: Mismatch): SectorRange[] {
  return directRanges(mismatch).filter((range) => range.class !== 'right');
}

function isDisplaced(range: SectorRange): boolean {
  return range.class === 'other-offset' || range.class === 'other-file';
}

/** The place in the files that the data of a range belongs to; undefined where it does not say so. */
function homeOf({ origin, start, end }: SectorRange): { file: number; from: number; to: number } | undefined {
  if (origin?.file === undefined || origin.offset === undefined) return undefined;
  return { file: origin.file, from: origin.offset, to: origin.offset + end - start };
}

/** Whether all that was read of the home of a range is of an older generation: its write went elsewhere, and it is no copy. */
function isMissingAtHome(range: SectorRange, looked: readonly Mismatch[]): boolean {
  const home = homeOf(range);
  if (home === undefined) return false;
  const parts = looked
    .filter(
      ({ file, offset, length }) => file === home.file && offset < home.to && home.from < offset + length,
    )
    .flatMap((mismatch) =>
      directRanges(mismatch).filter(
        ({ start, end }) => mismatch.offset + start < home.to && home.from < mismatch.offset + end,
      ),
    );
  return parts.length > 0 && parts.every((part) => part.class === 'old-generation');
}

/** Whether data that belongs to this place was read at another. */
function isFoundElsewhere({ file, offset, length }: Mismatch, looked: readonly Mismatch[]): boolean {
  return looked.flatMap(wrongRanges).some((range) => {
    const home = isDisplaced(range) ? homeOf(range) : undefined;
    return home !== undefined && home.file === file && home.from < offset + length && offset < home.to;
  });
}

/** Whether each write of this range is there whole, or not at all; undefined where it is not known where writes begin and end. */
function areWritesWhole(mismatch: Mismatch, writeBytes: number | undefined): boolean | undefined {
  const { offset, length } = mismatch;
  if (writeBytes === undefined || offset % writeBytes !== 0 || length % writeBytes !== 0) return undefined;
  return directRanges(mismatch).every(
    ({ start, end }) => start % writeBytes === 0 && (end % writeBytes === 0 || end === length),
  );
}

function nameOne(
  mismatch: Mismatch,
  wrong: readonly Mismatch[],
  writeBytes: number | undefined,
): DiskFault | undefined {
  const ranges = wrongRanges(mismatch);
  if (ranges.every(isDisplaced))
    return ranges.every((range) => isMissingAtHome(range, wrong)) ? 'misdirected-write' : undefined;
  // In sectors with a checksum that does not hold there may be anything.
  if (!ranges.every((range) => range.class === 'old-generation')) return undefined;
  if (isFoundElsewhere(mismatch, wrong)) return 'misdirected-write';
  const areWhole = areWritesWhole(mismatch, writeBytes);
  if (areWhole === undefined) return undefined;
  return areWhole ? 'lost-write' : 'torn-write';
}

/**
 * What all ranges with wrong data on disk have in common. Of several kinds, or where one of them is not known, undefined: a lost write is
 * told from a torn one by where writes began and ended, and a misdirected one from a stray copy by what its own place holds.
 */
export function nameDiskFault({ run }: LooksCase, wrong: readonly Mismatch[]): DiskFault | undefined {
  const names = new Set(wrong.map((mismatch) => nameOne(mismatch, wrong, run.scenario.writeBytes)));
  const [name] = names;
  return names.size === 1 ? name : undefined;
}
