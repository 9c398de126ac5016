import type { Findings, Run, Verdict } from '@uringlab/schema';
import { concernsKernel } from './kernels-part.ts';
import { PROSE_COLUMNS } from './wrap.ts';

const TRIGGER = {
  'nowait-partly-cached': 'RWF_NOWAIT',
  'end-of-file': 'end of file',
  'hidden-error': 'hidden error',
  'readahead-race': 'readahead race',
  unknown: 'trigger not known',
} as const;

function describeEffect(verdict: Verdict, filesystem: string): string {
  switch (verdict.class) {
    case 'unhandled-short-read':
      return `short read (${TRIGGER[verdict.trigger ?? 'unknown']})`;
    case 'legal-short-read':
      return 'legal short read';
    case 'page-cache-differs-from-disk':
      return `page cache differs from disk, ${filesystem}`;
    case 'wrong-data-on-disk':
      return `wrong data on disk, ${filesystem}`;
    case 'wrong-data-in-buffer':
      return 'wrong bytes inside the count returned';
    case 'device-error':
      return `reads fail with an error, ${filesystem}`;
    case 'no-fault-found':
      return 'no fault found';
    case 'not-enough-evidence':
      return 'not enough evidence for a verdict';
  }
}

function describeStanding(run: Run, verdict: Verdict): string {
  const { culprit, fault } = verdict;
  if (fault === true) return `: ${culprit.replace('-', ' ')} fault, not a kernel bug`;
  return `${fault === false ? ', not a bug' : ''}: ${run.scenario.name} on ${run.testbed.filesystem}`;
}

/**
 * One ASCII line of at most 75 columns. `[BUG]` only where the kernel or what lies below it has something to
 * mend; an application's fault, or a run that found nothing, must not look like a kernel bug in a list of subjects.
 */
export function subject(run: Run, findings: Findings): string {
  const { verdict } = findings;
  const effect = describeEffect(verdict, run.testbed.filesystem);
  const line = concernsKernel(verdict)
    ? `[BUG] io_uring: ${effect}`
    : `io_uring: ${effect}${describeStanding(run, verdict)}`;
  return line
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, PROSE_COLUMNS)
    .trimEnd();
}
