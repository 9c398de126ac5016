import { OP_KIND, OP_OUTCOME, type OpsColumns } from '@uringlab/schema';
import { valueAt } from './tally-reads.ts';

/** Writes of a run by what came back and what the consumer did with it. Rows are rows of ops.arrow. */
export interface WriteTally {
  writes: number;
  /** First results shorter than asked. */
  short: number[];
  /** Of `short`: the consumer asked for the rest; it took the result for an error. */
  continued: number;
  refused: number;
  /** Of `short`: taken for whole. */
  believed: number[];
  /** The last result is an errno: that there is no room for it, which is no fault of anything, or another. */
  noRoom: number[];
  failed: number[];
}

/** EFBIG, ENOSPC and EDQUOT: a limit of the process, of the file system or of the user. */
export const NO_ROOM: ReadonlySet<number> = new Set([-27, -28, -122]);

/** Sorts the writes of all phases, each row by itself. */
export function tallyWrites(ops: OpsColumns): WriteTally {
  const tally: WriteTally = {
    writes: 0,
    short: [],
    continued: 0,
    refused: 0,
    believed: [],
    noRoom: [],
    failed: [],
  };
  for (let row = 0; row < ops.result.length; row++) {
    if (valueAt(ops.kind, row) !== OP_KIND.write) continue;
    tally.writes++;
    const last = valueAt(ops.lastResult, row);
    if (last < 0) (NO_ROOM.has(last) ? tally.noRoom : tally.failed).push(row);
    const result = valueAt(ops.result, row);
    if (result < 0 || result >= valueAt(ops.length, row)) continue;
    tally.short.push(row);
    const outcome = valueAt(ops.outcome, row);
    if (outcome === OP_OUTCOME.mismatch) tally.believed.push(row);
    else if (valueAt(ops.attempts, row) > 1) tally.continued++;
    else if (outcome === OP_OUTCOME.refused) tally.refused++;
  }
  return tally;
}
