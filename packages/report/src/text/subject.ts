import type { Findings, Run, Verdict } from '@uringlab/schema';
import { PROSE_COLUMNS } from './wrap.ts';

const EFFECT = {
  'nowait-partly-cached': 'unhandled short read of a partly cached range (RWF_NOWAIT)',
  'end-of-file': 'unhandled short read at the end of a file',
  'hidden-error': 'unhandled short read that hides an error',
  'readahead-race': 'unhandled short read, race with readahead completion',
  unknown: 'unhandled short read, trigger not known',
} as const;

function describeEffect(verdict: Verdict, filesystem: string): string {
  switch (verdict.class) {
    case 'unhandled-short-read':
      return EFFECT[verdict.trigger ?? 'unknown'];
    case 'legal-short-read':
      return 'legal short read';
    case 'page-cache-differs-from-disk':
      return `page cache differs from disk, ${filesystem}`;
    case 'wrong-data-on-disk':
      return `wrong data on disk, ${filesystem}`;
    case 'device-error':
      return `reads fail with an error, ${filesystem}`;
    case 'no-fault-found':
      return 'no fault found';
    case 'not-enough-evidence':
      return 'not enough evidence for a verdict';
  }
}

/**
 * One ASCII line of at most 75 columns. `[BUG]` only where the verdict is that there is something to
 * mend; a run that found nothing must not look like a bug report in a list of subjects.
 */
export function subject(run: Run, findings: Findings): string {
  const { verdict } = findings;
  const effect = describeEffect(verdict, run.testbed.filesystem);
  const line =
    verdict.fault === true
      ? `[BUG] io_uring: ${effect}`
      : `io_uring: ${effect}${verdict.fault === false ? ', not a bug' : ''}: ${run.scenario.name} on ${run.testbed.filesystem}`;
  return line
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, PROSE_COLUMNS)
    .trimEnd();
}
