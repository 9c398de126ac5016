import type { CommandRun, Loss, RequestLife, ShortFinding, VerifyError } from '@uringlab/schema';
import type { DetectorFindings } from './read-findings.ts';
import type { RequestTally, TableRequest } from './tally-requests.ts';

/** All that the rules look at for a run of a command. */
export interface CommandCase {
  run: CommandRun;
  found: DetectorFindings;
  tally: RequestTally;
  /** Of some of the requests, as the trace shows them. */
  lives: ReadonlyMap<ShortFinding | TableRequest, RequestLife>;
  /** Trace loss; null when there is no trace. */
  loss: Loss | null;
  dmesg: string;
  /** The kernel log of the interval was read; `dmesg` is empty where it was not. */
  hasLog: boolean;
  /** There was a table of requests, and it is missing or damaged: `tally` knows nothing of them. */
  lacksTable: boolean;
}

/** Short results that were found at all. */
export function countShorts({ found }: CommandCase): number {
  return found.unhandled.count + found.unknown.count + found.handled.count + found.endOfFile;
}

/** Short results that the detector did not judge. */
export function countUnjudged({ run }: CommandCase): number {
  return run.invocations.reduce((sum, { shorts }) => sum + (shorts?.unjudged ?? 0), 0);
}

/** What fio's own verification found, all runs together. */
export function listVerifyErrors({ run }: CommandCase): VerifyError[] {
  return run.invocations.flatMap(({ verifyErrors = [] }) => verifyErrors);
}

/** Why a request that nobody saw may be missing from the picture; undefined: none is. */
export function describeGap({ run }: CommandCase): string | undefined {
  if (run.source === 'events')
    return 'the trace events of io_uring have no offset, length and file, so that short results cannot be judged';
  return run.requests.lost > 0 ? `${run.requests.lost} records of requests were lost` : undefined;
}
