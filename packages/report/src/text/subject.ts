import type { Findings, Run, Verdict } from '@uringlab/schema';
import { concernsKernel } from './kernels-part.ts';
import { PROSE_COLUMNS } from './wrap.ts';

const TRIGGER = {
  'nowait-partly-cached': 'RWF_NOWAIT',
  'end-of-file': 'end of file',
  'hidden-error': 'hidden error',
  'readahead-race': 'readahead race',
  'partly-cached': 'range partly cached',
  'file-size-limit': 'file size limit',
  'no-space': 'no space left',
  unknown: 'trigger not known',
} as const;

function describeEffect(verdict: Verdict, where: string): string {
  switch (verdict.class) {
    case 'unhandled-short-read':
      return `short read (${TRIGGER[verdict.trigger ?? 'unknown']})`;
    case 'unhandled-short-write':
      return verdict.trigger === null || verdict.trigger === 'unknown'
        ? 'short write not continued'
        : `short write not continued (${TRIGGER[verdict.trigger]})`;
    case 'retry-at-wrong-offset':
      return 'retry at wrong offset';
    case 'overlapping-memory':
      return 'memory shared in flight';
    case 'legal-short-read':
      return 'legal short read';
    case 'file-changed':
      return 'file changed while it was read';
    case 'page-cache-differs-from-disk':
      return `page cache differs from disk, ${where}`;
    case 'lost-write':
      return `lost write, ${where}`;
    case 'torn-write':
      return `torn write, ${where}`;
    case 'misdirected-write':
      return `misdirected write, ${where}`;
    case 'wrong-data-on-disk':
      return `wrong data on disk, ${where}`;
    case 'wrong-data-in-buffer':
      return 'wrong bytes inside the count returned';
    case 'verification-failed':
      return 'verification failed, requests whole';
    case 'device-error':
      return `reads fail with an error, ${where}`;
    case 'kernel-crash':
      return `kernel crash, ${where}`;
    case 'kernel-stall':
      return `kernel stuck, ${where}`;
    case 'kernel-lock-order':
      return `possible deadlock, ${where}`;
    case 'guest-lost':
      return 'guest lost';
    case 'guest-out-of-space':
      return 'disk of the guest full';
    case 'no-fault-found':
      return 'no fault found';
    case 'not-enough-evidence':
      return 'not enough evidence for a verdict';
  }
}

function describeStanding({ culprit, fault }: Verdict, place: string): string {
  if (fault === true && culprit === 'unknown') return ': whose fault it is is not known';
  if (fault === true) return `: ${culprit.replace('-', ' ')} fault, not a kernel bug`;
  return `${fault === false ? ', not a bug' : ''}: ${place}`;
}

/**
 * One ASCII line of at most 75 columns. `[BUG]` only where the kernel or what lies below it has something to
 * mend; an application's fault, or a run that found nothing, must not look like a kernel bug in a list of subjects.
 *
 * @param where what is added to an effect, such as the file system
 * @param place what was run
 * @param isRegression `[REGRESSION]` in its place, of what a bisection found
 */
export function subjectLine(verdict: Verdict, where: string, place: string, isRegression = false): string {
  const effect = describeEffect(verdict, where);
  const line = concernsKernel(verdict)
    ? `[${isRegression ? 'REGRESSION' : 'BUG'}] io_uring: ${effect}`
    : `io_uring: ${effect}${describeStanding(verdict, place)}`;
  return line
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, PROSE_COLUMNS)
    .trimEnd();
}

export function subject(run: Run, { verdict }: Findings, isRegression = false): string {
  const { filesystem } = run.testbed;
  return subjectLine(verdict, filesystem, `${run.scenario.name} on ${filesystem}`, isRegression);
}
