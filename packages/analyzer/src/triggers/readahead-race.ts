import type { RequestLife, Verdict } from '@uringlab/schema';
import type { TriggerTest } from './trigger.ts';

/** First in 5.9: the ring itself asks for the rest of a short buffered read. */
export const SHORT_READ_RETRY: NonNullable<Verdict['fixedBy']> = {
  commit: '227c0c9673d8',
  subject: 'io_uring: internally retry short reads',
  release: '5.9',
};

/**
 * A read that was put off, issued again when its bio had completed without an error, and that stopped short at a page
 * boundary after that.
 */
export function isReadaheadRace(life: RequestLife, pageBytes: number): boolean {
  const { result, length, steps } = life;
  if (result === null || result <= 0 || result >= length || result % pageBytes !== 0) return false;
  if (steps.some((step) => step.error !== undefined)) return false;
  const queued = steps.findIndex((step) => step.kind === 'bio-queued' || step.kind === 'readahead');
  const completed = steps.findIndex((step, index) => step.kind === 'bio-completed' && index > queued);
  const reissued = steps.findIndex((step, index) => step.kind === 'reissue' && index > completed);
  const short = steps.findIndex((step, index) => step.kind === 'short' && index > reissued);
  return queued >= 0 && completed > queued && reissued > completed && short > reissued;
}

/** `6.18.44-1` is 5.9 or later. Distribution kernels carry fixes under older numbers, so an older one says nothing. */
export function hasRetry(release: string): boolean {
  const [major = 0, minor = 0] = release.split('.').map((part) => Number.parseInt(part, 10));
  return major > 5 || (major === 5 && minor >= 9);
}

export const readaheadRace: TriggerTest = {
  explains({ lives, run }, { row }) {
    const life = lives.find((candidate) => candidate.row === row);
    return life !== undefined && isReadaheadRace(life, run.environment.pageBytes);
  },
  describe({ lives, run }, explained) {
    const life = lives.find(({ row }) => explained.some((mismatch) => mismatch.row === row));
    return {
      trigger: 'readahead-race',
      cause:
        'an async buffered read raced with the completion of its own readahead, was issued again at the first page unlocked ' +
        'and stopped at the next one still locked',
      confidence: 'high',
      evidence: (life?.steps ?? []).flatMap((step) =>
        step.line === null ? [] : [{ source: 'trace' as const, text: step.line }],
      ),
      fixedBy: hasRetry(run.environment.release) ? null : SHORT_READ_RETRY,
    };
  },
};
