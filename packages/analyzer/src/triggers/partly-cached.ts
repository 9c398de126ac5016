import type { Evidence, Mismatch, RequestLife } from '@uringlab/schema';
import type { CaseFile } from '../case-file.ts';
import { RWF_NOWAIT, valueAt } from '../tally-reads.ts';
import { stopsAtResidency } from './residency.ts';
import { describeSwitch, hasRetry, SHORT_READ_RETRY } from './short-read-retry.ts';
import { ASYNC_READ_TITLE, type TriggerTest } from './trigger.ts';

function lifeOf({ lives }: CaseFile, { row }: Mismatch): RequestLife | undefined {
  return lives.find((life) => life.row === row && life.steps.length > 0);
}

/** The request completed short by its first call, and no other was made for it. */
function endedAtFirstCall({ steps }: RequestLife): boolean {
  const kinds = steps.map(({ kind }) => kind);
  const issued = kinds.indexOf('issue');
  const short = kinds.indexOf('short');
  return issued >= 0 && short > issued && !kinds.slice(0, short).includes('reissue');
}

/**
 * io_read() (fs/io_uring.c) makes its first attempt with IOCB_NOWAIT whatever the request's flags; before 227c0c9673d8 what that
 * attempt copied was the result, where the range was only partly in the page cache.
 */
export const partlyCached: TriggerTest = {
  explains(subject, mismatch) {
    const { environment } = subject.run;
    if (hasRetry(environment) || (valueAt(subject.ops.rwFlags, mismatch.row) & RWF_NOWAIT) !== 0)
      return false;
    const life = lifeOf(subject, mismatch);
    return life === undefined ? stopsAtResidency(mismatch, environment.pageBytes) : endedAtFirstCall(life);
  },
  describe(subject, explained) {
    const { environment } = subject.run;
    const resident = explained.filter((mismatch) => stopsAtResidency(mismatch, environment.pageBytes));
    const traced = explained.map((mismatch) => lifeOf(subject, mismatch)).find((life) => life !== undefined);
    const evidence: Evidence[] = describeSwitch(environment);
    if (resident[0] !== undefined) {
      evidence.push({
        source: 'residency',
        text:
          `before the read the page cache held ${resident[0].residentBefore} (U resident, . not); ${resident.length} of ` +
          `${explained.length} short reads looked at stop where residency stops`,
      });
    }
    for (const { line } of traced?.steps ?? [])
      if (line !== null) evidence.push({ source: 'trace', text: line });
    return {
      trigger: 'partly-cached',
      cause:
        "the ring's first attempt, which may not wait, met a range that was only partly in the page cache, and what it had copied " +
        'was taken for the result',
      confidence: traced !== undefined && resident.length > 0 ? 'certain' : 'high',
      evidence,
      title: ASYNC_READ_TITLE,
      fixedBy: SHORT_READ_RETRY,
    };
  },
};
