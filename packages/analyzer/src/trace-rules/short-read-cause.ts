import type { RequestLife, Trigger, Verdict } from '@uringlab/schema';
import { findFailedBios } from '../triggers/io-errors.ts';
import { isReadaheadRace } from '../triggers/readahead-race.ts';
import { SHORT_READ_RETRY } from '../triggers/short-read-retry.ts';
import type { TraceCase } from './trace-case.ts';

/** Why the kernel returned short, as far as one life shows it. */
export interface ShortReadCause {
  trigger: Trigger;
  /** Goes on from `is a`. */
  clause: string;
  fixedBy: Verdict['fixedBy'];
}

/** A read that completed before the readahead it had started did. */
function didNotWait(life: RequestLife): boolean {
  const short = life.steps.findIndex((step) => step.kind === 'short');
  const completed = life.steps.findIndex((step) => step.kind === 'bio-completed');
  const queued = life.steps.findIndex((step) => step.kind === 'bio-queued');
  return queued >= 0 && short > queued && completed > short;
}

/** A failed bio explains a short read whatever else the trace shows, so it is looked for first. */
export function findShortReadCause(
  life: RequestLife | undefined,
  { pageBytes, retriesShortReads }: Pick<TraceCase, 'pageBytes' | 'retriesShortReads'>,
): ShortReadCause {
  if (life !== undefined && findFailedBios([life]).length > 0) {
    return {
      trigger: 'hidden-error',
      clause: 'short read of which a bio failed, an error that the partial count hides',
      fixedBy: null,
    };
  }
  if (life !== undefined && !retriesShortReads && isReadaheadRace(life, pageBytes)) {
    return {
      trigger: 'readahead-race',
      clause:
        'short read from an async buffered read racing readahead completion: issued again at the first page unlocked, ' +
        'the read stopped at the next page, which was still locked',
      fixedBy: SHORT_READ_RETRY,
    };
  }
  if (life !== undefined && didNotWait(life)) {
    return {
      trigger: 'nowait-partly-cached',
      clause: 'short read from a read that did not wait for its own readahead, as with RWF_NOWAIT',
      fixedBy: null,
    };
  }
  return {
    trigger: 'unknown',
    clause: 'short read inside the file, for a reason the trace does not show',
    fixedBy: null,
  };
}
