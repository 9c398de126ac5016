import type { Rule } from '../rules/rule.ts';
import type { TraceCase } from './trace-case.ts';
import { shortInside } from './trace-case.ts';

export const noFaultFound: Rule<TraceCase> = {
  claim: 'Every read came back whole',
  judge(subject) {
    const { requests, loss } = subject;
    if (requests.length === 0) return { holds: 'moot' };
    const short = shortInside(subject);
    if (short.length > 0) return { holds: 'moot' };
    const failed = requests.filter((request) => request.result === null || request.result < 0);
    if (failed.length > 0)
      return {
        holds: 'unknown',
        missing: `${failed.length} of ${requests.length} reads failed or do not end in the trace`,
      };
    if (loss.recordedLost + loss.unknownGaps + loss.skippedBytes + loss.overrun > 0) {
      return { holds: 'unknown', missing: 'the trace lost events, so a short read may be missing from it' };
    }
    return {
      holds: 'yes',
      charge: {
        culprit: 'nobody',
        class: 'no-fault-found',
        trigger: null,
        title: 'no fault found',
        sentence: `All ${requests.length} reads that the trace shows from beginning to end came back whole.`,
        confidence: 'medium',
        fault: false,
        evidence: [],
        fixedBy: null,
      },
    };
  },
};
