import type { Rule } from '../rules/rule.ts';
import { type CommandCase, countUnjudged, describeGap } from './command-case.ts';
import { describeRequest } from './describe-short.ts';

/** What keeps the run from being called clean; undefined: nothing. */
function findObstacle(subject: CommandCase): string | undefined {
  const { run, found } = subject;
  if (run.requests.submitted === 0 && run.requests.completed === 0)
    return run.requests.lost > 0
      ? `All ${run.requests.lost} records of requests were lost.`
      : 'The command made no request of io_uring.';
  if (subject.lacksTable)
    return 'The table of the requests is missing or damaged: whether one of them failed cannot be told.';
  const gap = describeGap(subject);
  if (gap !== undefined) return `It cannot be told whether short results were handled: ${gap}.`;
  if (found.unknown.count > 0)
    return `It cannot be told whether ${found.unknown.count} short results were handled: what became of them was not seen to its end.`;
  const unjudged = countUnjudged(subject);
  return unjudged > 0
    ? `It cannot be told whether ${unjudged} results were short or handled: how much was asked for is not known, or there were too many.`
    : undefined;
}

/** Never ruled out as such: it only keeps a verdict from being given. */
export const notJudged: Rule<CommandCase> = {
  claim: 'The record does not suffice for a verdict',
  judge(subject) {
    const obstacle = findObstacle(subject);
    if (obstacle === undefined) return { holds: 'moot' };
    return {
      holds: 'yes',
      charge: {
        culprit: 'unknown',
        class: 'not-enough-evidence',
        trigger: null,
        title: 'not enough evidence',
        sentence: obstacle,
        confidence: 'low',
        fault: null,
        evidence: subject.found.unknown.first
          .slice(0, 4)
          .map((finding) => ({ source: 'strace', text: describeRequest(finding) })),
        fixedBy: null,
      },
    };
  },
};
