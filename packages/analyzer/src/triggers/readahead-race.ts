import type { RequestLife } from '@uringlab/schema';
import { describeSwitch, hasRetry, SHORT_READ_RETRY } from './short-read-retry.ts';
import { ASYNC_READ_TITLE, type TriggerTest } from './trigger.ts';

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
      evidence: [
        ...describeSwitch(run.environment),
        ...(life?.steps ?? []).flatMap((step) =>
          step.line === null ? [] : [{ source: 'trace' as const, text: step.line }],
        ),
      ],
      title: ASYNC_READ_TITLE,
      fixedBy: hasRetry(run.environment) ? null : SHORT_READ_RETRY,
    };
  },
};
