import type { Mismatch, OpsColumns, SectorRange } from '@uringlab/schema';
import type { CaseFile } from '../case-file.ts';
import { valueAt } from '../tally-reads.ts';

/** Rows by the rows that were in flight at the same time with the same buffer. */
export type Partners = ReadonlyMap<number, readonly number[]>;

function timeAt(times: BigInt64Array, row: number): bigint {
  return times[row] ?? 0n;
}

/** Rows of each buffer of each phase, in the order in which they were submitted. */
function groupByBuffer(ops: OpsColumns): Iterable<number[]> {
  const groups = new Map<number, number[]>();
  for (let row = 0; row < ops.result.length; row++) {
    const key = valueAt(ops.phase, row) * 0x10000 + valueAt(ops.buffer, row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups.values();
}

/**
 * Requests that had one buffer between them while both were in flight, by the application's own account: one was submitted before the
 * completion of the other had been taken.
 */
export function findPartners({ ops }: Pick<CaseFile, 'ops'>): Partners {
  const partners = new Map<number, number[]>();
  const join = (row: number, other: number): void => {
    partners.set(row, [...(partners.get(row) ?? []), other]);
  };
  for (const rows of groupByBuffer(ops)) {
    let inFlight: number[] = [];
    for (const row of rows) {
      inFlight = inFlight.filter((earlier) => timeAt(ops.completeNs, earlier) > timeAt(ops.submitNs, row));
      for (const earlier of inFlight) {
        join(earlier, row);
        join(row, earlier);
      }
      inFlight.push(row);
    }
  }
  return partners;
}

/** Whether a range at its place of the buffer is what the request of `row` brings there. */
function isOf({ ops }: Pick<CaseFile, 'ops'>, { origin, start, end }: SectorRange, row: number): boolean {
  if (origin === undefined) return false;
  if (origin.row !== undefined) return origin.row === row;
  return (
    origin.file === valueAt(ops.file, row) &&
    BigInt(origin.offset ?? -1) === (ops.offset[row] ?? 0n) + BigInt(start) &&
    end <= valueAt(ops.length, row)
  );
}

/** Whether all that is wrong in the buffer is of requests that had it as well, or of the request's own poison. */
export function isOfPartners(
  subject: Pick<CaseFile, 'ops'>,
  mismatch: Mismatch,
  partners: Partners,
): boolean {
  const rows = partners.get(mismatch.row) ?? [];
  const wrong = mismatch.looks.ring.ranges.filter((range) => range.class !== 'right');
  return (
    rows.length > 0 &&
    wrong.every((range) => [mismatch.row, ...rows].some((row) => isOf(subject, range, row)))
  );
}

/** Of the reads that are wrong inside their count, the rows that shared buffers explain; none where not one of them was kept. */
export function findSharedBuffers(subject: CaseFile, partners: Partners): Set<number> {
  const kept = new Map(subject.mismatches.map((mismatch) => [mismatch.row, mismatch]));
  const rows = subject.tally.wrongInside.filter((row) => {
    const mismatch = kept.get(row);
    return mismatch === undefined ? partners.has(row) : isOfPartners(subject, mismatch, partners);
  });
  return new Set(rows.some((row) => kept.has(row)) ? rows : []);
}
