import type { RequestLife, Verdict } from '@uringlab/schema';
import type { TriggerTest } from './trigger.ts';

/** First in 5.9: the ring itself asks for the rest of a short buffered read. */
export const SHORT_READ_RETRY: NonNullable<Verdict['fixedBy']> = {
  commit: '227c0c9673d8',
  subject: 'io_uring: internally retry short reads',
  release: '5.9',
};

/** A read that was put off, issued again when its bio completed, and then stopped short at a page boundary. */
export function isReadaheadRace(life: RequestLife, pageBytes: number): boolean {
  const { result, length, steps } = life;
  if (result === null || result <= 0 || result >= length || result % pageBytes !== 0) return false;
  const completed = steps.findIndex((step) => step.kind === 'bio-completed');
  const reissued = steps.findIndex((step, index) => step.kind === 'reissue' && index > completed);
  const queued = steps.findIndex((step) => step.kind === 'bio-queued' || step.kind === 'readahead');
  return queued >= 0 && completed > queued && reissued > completed;
}

export const readaheadRace: TriggerTest = ({ run, lives }, unhandled) => {
  const rows = new Set(unhandled.map(({ row }) => row));
  const life = lives.find(
    (candidate) =>
      candidate.row !== null &&
      rows.has(candidate.row) &&
      isReadaheadRace(candidate, run.environment.pageBytes),
  );
  if (life === undefined) return undefined;
  return {
    trigger: 'readahead-race',
    cause:
      'an async buffered read raced with the completion of its own readahead, was issued again at the first page unlocked and stopped at the next one still locked',
    confidence: 'high',
    evidence: life.steps.flatMap((step) =>
      step.line === null ? [] : [{ source: 'trace' as const, text: step.line }],
    ),
    fixedBy: SHORT_READ_RETRY,
  };
};
