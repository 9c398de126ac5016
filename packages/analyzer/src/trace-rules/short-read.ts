import { type Evidence, formatHex } from '@uringlab/schema';
import { isShortInside, restOf, type TraceRequest } from '../requests/trace-request.ts';
import type { Charge, Rule } from '../rules/rule.ts';
import { findShortReadCause } from './short-read-cause.ts';
import { isLossy, type TraceCase } from './trace-case.ts';

function chargeApplication(subject: TraceCase, request: TraceRequest): Charge {
  const life = subject.lives.get(request);
  const cause = findShortReadCause(life, subject);
  const isElsewhere =
    (cause.trigger === 'readahead-race' || cause.trigger === 'nowait-partly-cached') &&
    life?.address.consistent === true;
  const isLost = isLossy(subject.loss);
  const isSeen = request.restAskedFor === false && !isLost;
  const left = request.length - (request.result ?? 0);
  const rest = `the other ${left} bytes at ${formatHex(restOf(request))}`;
  return {
    ...(isSeen
      ? {
          culprit: 'application',
          class: 'unhandled-short-read',
          title: 'application: unhandled short read',
          fault: true,
        }
      : {
          culprit: 'unknown',
          class: 'not-enough-evidence',
          title: 'not enough evidence: short read, not known whether its rest was asked for',
          fault: null,
        }),
    trigger: cause.trigger,
    sentence:
      `The read of ${request.length} bytes at ${formatHex(request.offset)} of ${request.file} is a ${cause.clause}; it returned ` +
      `${request.result}, and ` +
      (isSeen
        ? `as far as the trace shows no read of ${rest} follows.`
        : isLost
          ? `the trace lost events, among which a read of ${rest} may have been.`
          : `whether a later call is a new read of ${rest} or the ring going on with another request, the trace does not show.`) +
      (isElsewhere ? ' It is not a file system fault and not a page cache fault.' : ''),
    // The kernel's part is shown; the application's part is only not seen.
    confidence: isSeen && cause.trigger !== 'unknown' ? 'medium' : 'low',
    evidence: (life?.steps ?? []).flatMap((step): Evidence[] =>
      step.line === null ? [] : [{ source: 'trace', text: step.line }],
    ),
    fixedBy: cause.fixedBy,
  };
}

export const shortRead: Rule<TraceCase> = {
  claim: 'A short read was not followed up',
  judge(subject) {
    const inside = subject.requests.filter(isShortInside);
    const told =
      inside.find(({ restAskedFor }) => restAskedFor === false) ??
      inside.find(({ restAskedFor }) => restAskedFor === null);
    if (told !== undefined) return { holds: 'yes', charge: chargeApplication(subject, told) };
    if (inside.length === 0) return { holds: 'moot' };
    return {
      holds: 'no',
      excludedBy: `a read of the rest follows each of the ${inside.length} short reads`,
    };
  },
};
