import { OP_OUTCOME } from '@uringlab/schema';
import type { CaseFile } from '../case-file.ts';
import { RWF_NOWAIT, valueAt } from '../tally-reads.ts';

/**
 * Short reads inside the file that the application did not use, and of which nobody knows why they were short: they did not ask for it
 * by RWF_NOWAIT, and no trace shows that no bio of theirs failed. That the kernel log names no error does not say so: it drops lines
 * that come fast (block/blk-mq.c, blk_print_req_error(), printk_ratelimited).
 */
export function countUnexplainedRefusals({ lives, ops, tally }: CaseFile): number {
  if (lives.some(({ steps }) => steps.length > 0)) return 0;
  return tally.shortInside.filter(
    (row) =>
      valueAt(ops.outcome, row) === OP_OUTCOME.refused && (valueAt(ops.rwFlags, row) & RWF_NOWAIT) === 0,
  ).length;
}

export function describeUnexplained(count: number): string {
  return `why ${count} reads came back short, which the application did not use, is not known: no trace of them was read, and the kernel does not log every error of a device`;
}
