import { type Mismatch, SECTOR_BYTES, type SectorRange } from '@uringlab/schema';
import type { CaseFile } from '../case-file.ts';
import { valueAt } from '../tally-reads.ts';

export type RestMismatch = Mismatch & { rest: NonNullable<Mismatch['rest']> };

/** Right, or what lies in the file where the rest was asked for; of a sector that is cut off nobody can tell. */
function isFromThere(range: SectorRange, { file, rest }: RestMismatch): boolean {
  if (range.class === 'right') return true;
  if (range.start < rest.position) return false;
  if (range.class === 'noise') return range.end - range.start < SECTOR_BYTES;
  const { origin } = range;
  return (
    range.class === 'other-offset' &&
    origin?.file === file &&
    origin.offset === rest.offset + range.start - rest.position
  );
}

function hasRest(mismatch: Mismatch): mismatch is RestMismatch {
  return mismatch.rest !== undefined;
}

/** Whether the rest was asked for at another offset than where the read stopped, and the bytes are those of that place. */
export function isMisplacedRest(mismatch: Mismatch): mismatch is RestMismatch {
  if (!hasRest(mismatch)) return false;
  const { offset, rest, looks } = mismatch;
  return (
    rest.offset !== offset + rest.position && looks.ring.ranges.every((range) => isFromThere(range, mismatch))
  );
}

/** Of a mismatch that was not kept: it was asked for again, and no more bytes are wrong than lie behind the first count. */
function looksAlike({ ops }: CaseFile, row: number): boolean {
  const result = valueAt(ops.result, row);
  const length = valueAt(ops.length, row);
  const tail = length - (result - (result % SECTOR_BYTES));
  return (
    valueAt(ops.attempts, row) > 1 && result > 0 && result < length && valueAt(ops.badBytes, row) <= tail
  );
}

/**
 * Of the reads that are wrong inside their count, the rows that an application which asks for the rest at the wrong place explains; none
 * where not one of them was kept with its bytes.
 */
export function findMisplacedRests(subject: CaseFile): Set<number> {
  const kept = new Map(subject.mismatches.map((mismatch) => [mismatch.row, mismatch]));
  const rows = subject.tally.wrongInside.filter((row) => {
    const mismatch = kept.get(row);
    return mismatch === undefined ? looksAlike(subject, row) : isMisplacedRest(mismatch);
  });
  return new Set(rows.some((row) => kept.has(row)) ? rows : []);
}
