import { type DataFile, type Mismatch, type Run, SECTOR_BYTES } from '@uringlab/schema';

/** Bytes [start, end) of a file. */
interface Range {
  start: number;
  end: number;
}

/** What of a file is no more: holes, and what lies behind its new end. */
function missingRanges({ after, bytes }: DataFile): Range[] {
  if (after === undefined) return [];
  return after.bytes < bytes ? [...after.holes, { start: after.bytes, end: bytes }] : after.holes;
}

/** Files that are not what they were when they had been written. */
export function changedFiles({ files }: Run): (DataFile & { after: NonNullable<DataFile['after']> })[] {
  return files.filter((file) => file.after !== undefined) as (DataFile & {
    after: NonNullable<DataFile['after']>;
  })[];
}

function fileOf({ files }: Run, index: number): DataFile | undefined {
  return files.find((file) => file.index === index);
}

/** Whether all of a range is missing; a sector that is missing in part is wrong as a whole. */
function isMissing(file: DataFile, range: Range): boolean {
  let at = range.start;
  for (const { start, end } of missingRanges(file)) {
    if (start - (start % SECTOR_BYTES) <= at && end > at) at = end;
  }
  return at >= Math.min(range.end, file.bytes);
}

/** Whether a result of `total` bytes from `offset` on ends at the new end of the file, or behind it. */
export function endsAtNewEnd(run: Run, index: number, offset: number, total: number): boolean {
  const file = fileOf(run, index);
  if (file?.after === undefined || file.after.bytes >= file.bytes) return false;
  return total === Math.max(0, file.after.bytes - offset);
}

/** Whether some of [offset, offset + length) is missing. */
export function touchesMissing(run: Run, index: number, offset: number, length: number): boolean {
  const file = fileOf(run, index);
  return (
    file !== undefined &&
    missingRanges(file).some(({ start, end }) => start < offset + length && offset < end)
  );
}

/** Whether all that is wrong in a buffer is what the file has no more: zeroes of a hole, or nothing behind the new end. */
export function isExplainedByChange(run: Run, { file: index, looks, offset }: Mismatch): boolean {
  const file = fileOf(run, index);
  if (file === undefined) return false;
  const wrong = looks.ring.ranges.filter((range) => range.class !== 'right');
  return (
    wrong.length > 0 &&
    wrong.every((range) => isMissing(file, { start: offset + range.start, end: offset + range.end }))
  );
}
