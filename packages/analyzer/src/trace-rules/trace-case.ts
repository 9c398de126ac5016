import type { Loss, RequestLife } from '@uringlab/schema';
import type { TraceRequest } from '../requests/trace-request.ts';

export interface TraceCase {
  requests: readonly TraceRequest[];
  /** The requests worth telling, the most telling first. */
  lives: ReadonlyMap<TraceRequest, RequestLife>;
  loss: Loss;
  pageBytes: number;
  /** Completions of bios in the whole trace, and the lines of those that failed. */
  bios: { completed: number; failed: readonly string[] };
  /** The kernel asks for the rest of a short read itself, so the readahead race is none of its faults. */
  retriesShortReads: boolean;
}

/** What never happened cannot be known from such a trace. */
export function isLossy({ recordedLost, unknownGaps, skippedBytes, overrun }: Loss): boolean {
  return recordedLost + unknownGaps + skippedBytes + overrun > 0;
}

/** Reads that ended in an error; nothing is wrong with -EAGAIN and its like. */
export function failedReads({ requests }: TraceCase): TraceRequest[] {
  return requests.filter(({ result }) => result !== null && result < 0);
}
