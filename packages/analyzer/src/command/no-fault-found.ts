import { formatResult } from '@uringlab/schema';
import type { Rule } from '../rules/rule.ts';
import { type CommandCase, listVerifyErrors } from './command-case.ts';
import { describeRequest } from './describe-short.ts';

/** Errors that are no device's, as `-EAGAIN of READ 12 times`. */
function describeErrors({ tally }: CommandCase): string {
  const errors = tally.errors.map(
    ({ operation, result, count }) => `${formatResult(result)} of ${operation} ${count} times`,
  );
  return errors.length === 0 ? '' : `; errors the application was told of: ${errors.slice(0, 8).join(', ')}`;
}

function describeShorts(handled: number, completed: number): string {
  if (handled === 0) return `No request of ${completed} was short inside a file`;
  return `${handled} of ${completed} requests came back short inside a file, the application asked for the rest of each`;
}

export const noFaultFound: Rule<CommandCase> = {
  claim: 'Nothing went wrong',
  judge(subject) {
    const { found, run, tally } = subject;
    const { completed } = run.requests;
    if (found.unhandled.count > 0)
      return {
        holds: 'no',
        excludedBy: `the rest of ${found.unhandled.count} short results was never asked for`,
      };
    if (found.overlaps.count > 0)
      return { holds: 'no', excludedBy: `${found.overlaps.count} pairs of requests in flight shared memory` };
    const errors = listVerifyErrors(subject).length;
    if (errors > 0) return { holds: 'no', excludedBy: `fio's own verification failed for ${errors} ranges` };
    if (tally.deviceErrors > 0)
      return {
        holds: 'no',
        excludedBy: `${tally.deviceErrors} of ${completed} requests ended in an error of a device`,
      };
    const { handled } = found;
    const example = handled.first[0];
    return {
      holds: 'yes',
      charge: {
        culprit: 'nobody',
        class: 'no-fault-found',
        trigger: null,
        title: 'no fault found',
        sentence: `${describeShorts(handled.count, completed)}, and no memory was shared in flight${describeErrors(subject)}.`,
        confidence: 'high',
        fault: false,
        evidence:
          example === undefined
            ? [{ source: 'strace', text: `${completed} requests, ${run.requests.lost} records lost` }]
            : [{ source: 'strace', text: `${describeRequest(example)}; the rest was asked for` }],
        fixedBy: null,
      },
    };
  },
};
