import type { Evidence } from '@uringlab/schema';
import type { TriggerTest } from './trigger.ts';

const RWF_NOWAIT = 0x8;

/** `UUUU............`: resident up to the count that came back, and not behind it. */
function stopsAtResidency(resident: string, result: number, pageBytes: number): boolean {
  const pages = Math.ceil(result / pageBytes);
  return resident.slice(0, pages) === 'U'.repeat(pages) && resident[pages] === '.';
}

/**
 * filemap_read() (mm/filemap.c) stops at the first folio that is not uptodate when IOCB_NOWAIT is set, and
 * io_uring does not retry a request with RWF_NOWAIT (REQ_F_NOWAIT, io_uring/rw.c).
 */
export const nowaitPartlyCached: TriggerTest = ({ run, ops, lives }, unhandled) => {
  const nowait = unhandled.filter((mismatch) => ((ops.rwFlags[mismatch.row] ?? 0) & RWF_NOWAIT) !== 0);
  const first = nowait[0];
  if (first === undefined || nowait.length < unhandled.length) return undefined;
  const pageBytes = run.environment.pageBytes;
  const seen = nowait.filter(({ residentBefore }) => residentBefore !== undefined);
  const stopping = seen.filter(({ residentBefore, result }) =>
    stopsAtResidency(residentBefore ?? '', result, pageBytes),
  );
  const peerShort = run.peers.some((peer) => peer.results.some(({ result }) => result === first.result));
  const evidence: Evidence[] = [];
  if (first.residentBefore !== undefined) {
    evidence.push({
      source: 'residency',
      text: `before the read the page cache held ${first.residentBefore} (U resident, . not): ${stopping.length} of ${seen.length} short reads stop where residency stops`,
    });
  }
  for (const peer of run.peers) {
    const counts = peer.results.map(({ result, count }) => `${result} (${count} times)`).join(', ');
    evidence.push({ source: 'peer', text: `${peer.call} in the same cache state: ${counts}` });
  }
  const life = lives.find(({ row }) => row === first.row) ?? lives[0];
  for (const step of life?.steps ?? []) {
    if (step.line !== null && ['readahead', 'bio-queued', 'short', 'bio-completed'].includes(step.kind)) {
      evidence.push({ source: 'trace', text: step.line });
    }
  }
  const proofs = [
    stopping.length > 0 && stopping.length === seen.length,
    peerShort,
    life !== undefined && life.steps.length > 0,
  ];
  return {
    trigger: 'nowait-partly-cached',
    cause:
      'RWF_NOWAIT met a range that was only partly in the page cache, so the kernel copied what was there and, as asked, did not wait',
    confidence: proofs.every(Boolean) ? 'certain' : proofs.some(Boolean) ? 'high' : 'medium',
    evidence,
    fixedBy: null,
  };
};
