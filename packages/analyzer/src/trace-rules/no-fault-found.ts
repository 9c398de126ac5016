import { isPutOff, isShort, stopsAt } from '../requests/trace-request.ts';
import type { Rule } from '../rules/rule.ts';
import { isLossy, type TraceCase } from './trace-case.ts';

export const noFaultFound: Rule<TraceCase> = {
  claim: 'Every read came back whole, or its rest was asked for',
  judge({ requests, loss, bios }) {
    if (requests.length === 0) return { holds: 'moot' };
    const short = requests.filter(isShort);
    const atEnd = short.filter((request) => stopsAt(request) === 'end').length;
    const followed = short.filter(
      (request) => stopsAt(request) === 'inside' && request.restAskedFor === true,
    ).length;
    if (atEnd + followed < short.length) return { holds: 'moot' };
    const again = requests.filter((request) => isPutOff(request) && request.restAskedFor === true).length;
    const unended = requests.filter(({ result }) => result === null || result < 0).length - again;
    if (unended > 0)
      return {
        holds: 'unknown',
        missing: `${unended} of ${requests.length} reads failed or do not end in the trace`,
      };
    if (isLossy(loss)) {
      return { holds: 'unknown', missing: 'the trace lost events, so a short read may be missing from it' };
    }
    if (bios.failed.length > 0) {
      return { holds: 'unknown', missing: `${bios.failed.length} bios failed, of whatever request` };
    }
    const parts = [
      ...(again > 0 ? [`${again} were put off with -EAGAIN, and a read of the same follows each`] : []),
      ...(followed > 0
        ? [`a read of the rest follows each of the ${followed} that were short inside the file`]
        : []),
      ...(atEnd > 0 ? [`${atEnd} ended at the end of the file`] : []),
    ];
    return {
      holds: 'yes',
      charge: {
        culprit: 'nobody',
        class: 'no-fault-found',
        trigger: null,
        title: 'no fault found',
        sentence:
          parts.length === 0
            ? `All ${requests.length} reads that the trace shows from beginning to end came back whole.`
            : `Of ${requests.length} reads that the trace shows from beginning to end, ${requests.length - short.length - again} came back whole; ${parts.join('; ')}.`,
        confidence: 'medium',
        fault: false,
        evidence: [],
        fixedBy: null,
      },
    };
  },
};
