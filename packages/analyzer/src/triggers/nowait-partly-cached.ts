import type { Evidence, Mismatch, RequestLife } from '@uringlab/schema';
import type { CaseFile } from '../case-file.ts';
import { RWF_NOWAIT, valueAt } from '../tally-reads.ts';
import { stopsAtResidency } from './residency.ts';
import type { TriggerTest } from './trigger.ts';

/** The request completed short, and a bio it had queued completed only after that. */
function didNotWait(life: RequestLife | undefined): boolean {
  const kinds = life?.steps.map(({ kind }) => kind) ?? [];
  const short = kinds.indexOf('short');
  return (
    short > kinds.indexOf('bio-queued') &&
    kinds.includes('bio-queued') &&
    kinds.indexOf('bio-completed') > short
  );
}

function lifeOf(subject: CaseFile, { row }: Mismatch): RequestLife | undefined {
  return subject.lives.find((life) => life.row === row);
}

function peersShort({ run }: CaseFile, result: number): boolean {
  return run.peers.some((peer) => peer.results.some((seen) => seen.result === result));
}

/**
 * filemap_read() (mm/filemap.c) stops at the first folio that is not uptodate when IOCB_NOWAIT is set, and
 * io_uring does not retry a request with RWF_NOWAIT (REQ_F_NOWAIT, io_uring/rw.c). The flag alone proves nothing: where mincore(2) saw
 * the pages, they have to end where the count does; else a peer or the trace has to show it.
 */
export const nowaitPartlyCached: TriggerTest = {
  explains(subject, mismatch) {
    if ((valueAt(subject.ops.rwFlags, mismatch.row) & RWF_NOWAIT) === 0) return false;
    if (mismatch.residentBefore !== undefined)
      return stopsAtResidency(mismatch, subject.run.environment.pageBytes);
    return peersShort(subject, mismatch.result) || didNotWait(lifeOf(subject, mismatch));
  },
  describe(subject, explained) {
    const { run } = subject;
    const resident = explained.find(({ residentBefore }) => residentBefore !== undefined);
    const traced = explained.map((mismatch) => lifeOf(subject, mismatch)).find(didNotWait);
    const peer = explained.some(({ result }) => peersShort(subject, result));
    const evidence: Evidence[] = [];
    if (resident !== undefined) {
      evidence.push({
        source: 'residency',
        text:
          `before the read the page cache held ${resident.residentBefore} (U resident, . not); all ${explained.length} short reads ` +
          'looked at stop where residency stops',
      });
    }
    for (const { call, results } of run.peers) {
      const counts = results.map(({ result, count }) => `${result} (${count} times)`).join(', ');
      evidence.push({ source: 'peer', text: `${call} in the same cache state: ${counts}` });
    }
    for (const step of traced?.steps ?? []) {
      if (step.line !== null && ['readahead', 'bio-queued', 'short', 'bio-completed'].includes(step.kind)) {
        evidence.push({ source: 'trace', text: step.line });
      }
    }
    return {
      trigger: 'nowait-partly-cached',
      cause:
        'RWF_NOWAIT met a range that was only partly in the page cache, so the kernel copied what was there and, as asked, did not wait',
      confidence: resident !== undefined && peer && traced !== undefined ? 'certain' : 'high',
      evidence,
      fixedBy: null,
    };
  },
};
