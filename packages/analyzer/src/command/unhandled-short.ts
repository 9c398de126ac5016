import { type Evidence, formatBytes } from '@uringlab/schema';
import type { Charge, Rule } from '../rules/rule.ts';
import { type CommandCase, countShorts, describeGap } from './command-case.ts';
import { describeFollower, describeNeglect, describeRequest } from './describe-short.ts';
import { explainShort } from './explain-short.ts';

/** Addresses of a stack as one line of evidence. */
function describeStack(stack: readonly string[] | undefined): Evidence[] {
  return stack === undefined || stack.length === 0
    ? []
    : [{ source: 'strace', text: `stack of the submitter, innermost first: ${stack.join(' ')}` }];
}

/** They come behind the first thousand findings, which are those that are told one by one. */
const UNTOLD: Omit<Charge, 'confidence' | 'sentence'> = {
  culprit: 'application',
  class: 'unhandled-short-read',
  trigger: 'unknown',
  title: 'application: unhandled short results',
  fault: true,
  evidence: [],
  fixedBy: null,
};

function describeUntold(count: number, all: number): string {
  return `The application never asked for the rest of ${count} of ${all} short results, which are counted and not told one by one.`;
}

export const unhandledShort: Rule<CommandCase> = {
  claim: 'The application never asks for the rest of a short result',
  judge(subject) {
    const { found, run } = subject;
    const { count } = found.unhandled;
    const first = found.unhandled.first[0];
    if (count === 0) {
      const gap = describeGap(subject);
      if (gap !== undefined) return { holds: 'unknown', missing: gap };
      const judged = countShorts(subject) - found.unknown.count;
      if (found.unknown.count > 0)
        return {
          holds: 'unknown',
          missing: `what became of ${found.unknown.count} short results was not seen to its end`,
        };
      if (judged === 0) return { holds: 'moot' };
      return {
        holds: 'no',
        excludedBy: `all ${judged} short results ended at the end of the file (${found.endOfFile}) or were followed by a request for the rest (${found.handled.count})`,
      };
    }
    // The detector never decides across records that were lost.
    const confidence = run.requests.lost === 0 ? 'high' : 'medium';
    const all = countShorts(subject);
    if (first === undefined)
      return { holds: 'yes', charge: { ...UNTOLD, confidence, sentence: describeUntold(count, all) } };
    const explained = explainShort(first, subject);
    const follower = describeFollower(first);
    return {
      holds: 'yes',
      charge: {
        culprit: 'application',
        class: first.kind === 'read' ? 'unhandled-short-read' : 'unhandled-short-write',
        trigger: explained.trigger,
        title: `application: unhandled short ${first.kind}`,
        sentence:
          `A ${formatBytes(first.asked)} ${first.kind} came back as ${first.asked - first.missing} bytes and the application ` +
          `${describeNeglect(first)}: ${explained.cause}.`,
        confidence,
        fault: true,
        evidence: [
          {
            source: 'strace',
            text: `${describeRequest(first)}; ${count} of ${all} short results alike`,
          },
          ...(follower === undefined ? [] : [{ source: 'strace' as const, text: follower }]),
          ...describeStack(first.stack),
          ...explained.evidence,
        ],
        fixedBy: explained.fixedBy,
      },
    };
  },
};
