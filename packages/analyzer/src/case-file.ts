import type { Loss, Mismatch, OpsColumns, RequestLife, Run, RunContents } from '@uringlab/schema';
import { OP_KIND, OP_OUTCOME } from '@uringlab/schema';

/** Reads of a run by how their first completion came back. Rows are rows of ops.arrow. */
export interface ReadTally {
  reads: number;
  /** Shorter than asked, by where it stopped. */
  shortInside: number[];
  shortAtEnd: number[];
  /** A negative errno, first or last. */
  failed: number[];
  mismatched: number[];
  /** Short reads whose rest the consumer asked for. */
  continued: number;
  /** Short reads the consumer did not use. */
  refused: number;
}

/** All that the rules look at for a run. */
export interface CaseFile {
  run: Run;
  ops: OpsColumns;
  mismatches: readonly Mismatch[];
  dmesg: string;
  tally: ReadTally;
  /** Lives of the failing requests (or of one that shows the normal case), from the traced phases. */
  lives: readonly RequestLife[];
  /** Trace loss; null when there is no trace. */
  loss: Loss | null;
}

function column(values: ArrayLike<number>, row: number): number {
  const value = values[row];
  if (value === undefined) throw new RangeError(`row ${row} is not in ops.arrow`);
  return value;
}

/** Sorts the reads of all phases by their first result. */
export function tallyReads({ run, ops }: Pick<RunContents, 'run' | 'ops'>): ReadTally {
  const tally: ReadTally = {
    reads: 0,
    shortInside: [],
    shortAtEnd: [],
    failed: [],
    mismatched: [],
    continued: 0,
    refused: 0,
  };
  const sizes = new Map(run.files.map((file) => [file.index, file.bytes]));
  for (let row = 0; row < ops.result.length; row++) {
    const outcome = column(ops.outcome, row);
    if (outcome === OP_OUTCOME.mismatch) tally.mismatched.push(row);
    if (column(ops.kind, row) !== OP_KIND.read) continue;
    tally.reads++;
    const result = column(ops.result, row);
    if (result < 0 || column(ops.lastResult, row) < 0) tally.failed.push(row);
    if (result < 0 || result >= column(ops.length, row)) continue;
    const end = Number(ops.offset[row] ?? 0n) + result;
    const isEnd = end >= (sizes.get(column(ops.file, row)) ?? Number.POSITIVE_INFINITY);
    (isEnd ? tally.shortAtEnd : tally.shortInside).push(row);
    if (column(ops.attempts, row) > 1) tally.continued++;
    if (outcome === OP_OUTCOME.refused) tally.refused++;
  }
  return tally;
}
