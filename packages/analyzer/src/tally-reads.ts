import {
  type Mismatch,
  OP_KIND,
  OP_OUTCOME,
  type OpsColumns,
  type Run,
  SECTOR_BYTES,
} from '@uringlab/schema';

/** Reads of a run by what came back and what the consumer did with it. Rows are rows of ops.arrow. */
export interface ReadTally {
  reads: number;
  /** First results shorter than asked that stop inside the file, and those that stop exactly at its end. */
  shortInside: number[];
  shortAtEnd: number[];
  /** Of `shortInside`: the consumer asked for the rest; it did not use the buffer. */
  continued: number;
  refused: number;
  /** The last result is an errno; what RWF_NOWAIT, a broken link or a signal give by design is apart. */
  failed: number[];
  declined: number[];
  /** Wrong buffers, by where the wrong bytes lie; together they are all mismatches. */
  mismatched: number;
  /** Inside the count of bytes that arrived: no short read explains it. */
  wrongInside: number[];
  /** Behind the count of a read that stopped inside the file. */
  wrongTail: number[];
  /** Behind the count of a read that stopped at the end of the file. */
  wrongAtEnd: number[];
}

/** include/uapi/linux/fs.h */
export const RWF_NOWAIT = 0x8;

const EAGAIN = -11;
/** EINTR and ECANCELED: a signal, a broken link chain or a cancellation, not the data's fault. */
const CANCELLED = new Set([-4, -125]);

/** The value of a row; a row that is not there is a defect of the caller. */
export function valueAt(values: ArrayLike<number>, row: number): number {
  const value = values[row];
  if (value === undefined) throw new RangeError(`row ${row} is not in ops.arrow`);
  return value;
}

function isDeclined(ops: OpsColumns, row: number): boolean {
  const result = valueAt(ops.lastResult, row);
  if (CANCELLED.has(result)) return true;
  return result === EAGAIN && (valueAt(ops.rwFlags, row) & RWF_NOWAIT) !== 0;
}

/**
 * Whether wrong bytes lie inside the count that arrived. A consumer that looks at the count uses no others. A kept mismatch names its
 * first wrong byte; of the others the number of wrong bytes (by whole sectors) is known, and more of them than the tail has sectors for
 * cannot all be in the tail.
 */
function isWrongInside(run: Run, ops: OpsColumns, row: number, kept: Mismatch | undefined): boolean {
  if (run.phases[valueAt(ops.phase, row)]?.consumer !== 'ignore') return true;
  const total = valueAt(ops.total, row);
  if (kept !== undefined && kept.firstBad < total) return true;
  const tail = valueAt(ops.length, row) - (total - (total % SECTOR_BYTES));
  return total >= valueAt(ops.length, row) || valueAt(ops.badBytes, row) > tail;
}

/** Sorts the operations of all phases, each row by itself. */
export function tallyReads(run: Run, ops: OpsColumns, mismatches: readonly Mismatch[]): ReadTally {
  const tally: ReadTally = {
    reads: 0,
    shortInside: [],
    shortAtEnd: [],
    continued: 0,
    refused: 0,
    failed: [],
    declined: [],
    mismatched: 0,
    wrongInside: [],
    wrongTail: [],
    wrongAtEnd: [],
  };
  const sizes = new Map(run.files.map((file) => [file.index, file.bytes]));
  const kept = new Map(mismatches.map((mismatch) => [mismatch.row, mismatch]));
  for (let row = 0; row < ops.result.length; row++) {
    if (valueAt(ops.kind, row) !== OP_KIND.read) continue;
    tally.reads++;
    const offset = Number(ops.offset[row] ?? 0n);
    const fileBytes = sizes.get(valueAt(ops.file, row));
    const result = valueAt(ops.result, row);
    const outcome = valueAt(ops.outcome, row);
    if (outcome === OP_OUTCOME.mismatch) {
      tally.mismatched++;
      if (isWrongInside(run, ops, row, kept.get(row))) tally.wrongInside.push(row);
      else if (offset + valueAt(ops.total, row) === fileBytes) tally.wrongAtEnd.push(row);
      else tally.wrongTail.push(row);
    }
    if (valueAt(ops.lastResult, row) < 0) (isDeclined(ops, row) ? tally.declined : tally.failed).push(row);
    if (result < 0 || result >= valueAt(ops.length, row)) continue;
    if (offset + result === fileBytes) {
      tally.shortAtEnd.push(row);
      continue;
    }
    tally.shortInside.push(row);
    if (valueAt(ops.attempts, row) > 1) tally.continued++;
    else if (outcome === OP_OUTCOME.refused) tally.refused++;
  }
  return tally;
}
