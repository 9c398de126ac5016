import { OP_OUTCOME } from '@uringlab/schema';
import type { CaseFile } from '../case-file.ts';
import { RWF_NOWAIT, valueAt } from '../tally-reads.ts';

/**
 * Short reads inside the file that the application did not use, and of which nobody knows why they were short: they did not ask for it
 * by RWF_NOWAIT, and where an error of the device would show (the kernel log, the trace) nothing was read.
 */
export function countUnexplainedRefusals({ hasLog, lives, ops, tally }: CaseFile): number {
  if (hasLog || lives.some(({ steps }) => steps.length > 0)) return 0;
  return tally.shortInside.filter(
    (row) =>
      valueAt(ops.outcome, row) === OP_OUTCOME.refused && (valueAt(ops.rwFlags, row) & RWF_NOWAIT) === 0,
  ).length;
}

export function describeUnexplained(count: number): string {
  return `why ${count} reads came back short, which the application did not use, is not known: neither the kernel log nor a trace of them was read`;
}
