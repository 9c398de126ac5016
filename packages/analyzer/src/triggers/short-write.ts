import { type Evidence, formatResult, type Peer } from '@uringlab/schema';
import type { CaseFile } from '../case-file.ts';
import { valueAt } from '../tally-reads.ts';
import type { TriggerFound } from './trigger.ts';

const EFBIG = -27;
const ENOSPC = -28;

/** What the rest of short writes came to when it was written after all. */
export function findRest({ run }: Pick<CaseFile, 'run'>): Peer | undefined {
  return run.scenario.writes === undefined ? undefined : run.peers.find(({ tried }) => tried > 0);
}

/** The one result that all of the rests had, if it is one. */
function agreed(rest: Peer | undefined): number | undefined {
  return rest?.results.length === 1 ? rest.results[0]?.result : undefined;
}

/** All short writes taken for whole end at the limit of the process. */
function endAtLimit({ ops, writes }: CaseFile, limit: number | undefined): boolean {
  return writes.believed.every((row) => Number(ops.offset[row]) + valueAt(ops.total, row) === limit);
}

/**
 * Why a write was short. The ring itself asks for the rest, by a worker that may wait, and io_fixup_rw_res() (io_uring/rw.c) gives the bytes
 * done instead of the error that comes of it; who asks again is told.
 */
export function findWriteTrigger(subject: CaseFile): TriggerFound {
  const { run, ops, writes } = subject;
  const limit = run.scenario.writes?.fileSizeLimit;
  const rest = findRest(subject);
  const result = agreed(rest);
  const asked: Evidence[] =
    rest === undefined || result === undefined
      ? []
      : [{ source: 'peer', text: `${rest.call} of ${rest.tried} short writes: ${formatResult(result)}` }];
  if (limit !== undefined && endAtLimit(subject, limit) && (result === EFBIG || result === undefined)) {
    const row = writes.believed[0];
    return {
      trigger: 'file-size-limit',
      cause: `RLIMIT_FSIZE of the process is ${limit} bytes, the kernel writes up to there, and -EFBIG comes only to who asks for the rest`,
      confidence: result === EFBIG ? 'certain' : 'high',
      evidence: [
        {
          source: 'ring',
          text: `offset + res == RLIMIT_FSIZE (${limit}) in all ${writes.believed.length} of them${row === undefined ? '' : `, the first ${ops.offset[row]} + ${valueAt(ops.total, row)}`}`,
        },
        ...asked,
      ],
      fixedBy: null,
    };
  }
  if (result === EFBIG) {
    return {
      trigger: 'file-size-limit',
      cause:
        'a limit of the size of a file lies behind the count, and -EFBIG comes only to who asks for the rest',
      confidence: 'high',
      evidence: asked,
      fixedBy: null,
    };
  }
  if (result === ENOSPC) {
    return {
      trigger: 'no-space',
      cause: 'the file system had no room for more, and -ENOSPC comes only to who asks for the rest',
      confidence: 'certain',
      evidence: asked,
      fixedBy: null,
    };
  }
  return {
    trigger: 'unknown',
    cause: 'the evidence does not show why the kernel wrote no more',
    confidence: 'medium',
    evidence: asked,
    fixedBy: null,
  };
}
