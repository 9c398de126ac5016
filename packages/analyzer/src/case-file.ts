import type { Loss, Mismatch, OpsColumns, RequestLife, Run } from '@uringlab/schema';
import type { ReadTally } from './tally-reads.ts';
import type { WriteTally } from './tally-writes.ts';

/** All that the rules look at for a run. */
export interface CaseFile {
  run: Run;
  ops: OpsColumns;
  /** Reads whose buffer is wrong, as far as they were kept with their bytes; `tally` counts all. */
  mismatches: readonly Mismatch[];
  /** Writes that were taken for whole, as far as they were kept; `writes` counts all. */
  unwritten: readonly Mismatch[];
  dmesg: string;
  /** The kernel log of the interval was read; `dmesg` is empty where it was not. */
  hasLog: boolean;
  tally: ReadTally;
  writes: WriteTally;
  /** Lives of the failing requests (or of one that shows the normal case), from the traced phases. */
  lives: readonly RequestLife[];
  /** Trace loss; null when there is no trace. */
  loss: Loss | null;
}
