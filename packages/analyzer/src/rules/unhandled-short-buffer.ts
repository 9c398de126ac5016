import { formatBytes, type Mismatch } from '@uringlab/schema';
import { countLookedAt, type LooksCase } from './looks.ts';
import type { Rule } from './rule.ts';
import { describeTail } from './unhandled-short-read.ts';

/** Nothing but bytes behind the count is wrong, the file goes on there, and the consumer takes the whole buffer. */
function isUnhandledShort(
  { run }: LooksCase,
  { file, firstBad, length, offset, phase, total }: Mismatch,
): boolean {
  const fileBytes = run.files.find(({ index }) => index === file)?.bytes;
  return (
    run.phases[phase]?.consumer === 'ignore' &&
    total >= 0 &&
    total < length &&
    firstBad >= total &&
    offset + total !== fileBytes
  );
}

/** As unhandledShortRead, of which the failing ranges alone are known: why the kernel returned short is not. */
export const unhandledShortBuffer: Rule<LooksCase> = {
  claim: 'The application takes a short read for a full one',
  judge(subject) {
    const { mismatches } = subject;
    const short = mismatches.filter((mismatch) => isUnhandledShort(subject, mismatch));
    const first = short[0];
    if (first === undefined)
      return { holds: 'unknown', missing: 'no failing range that was read again shows one' };
    const other = mismatches.length - short.length;
    if (other > 0)
      return {
        holds: 'unknown',
        missing: `it explains ${short.length} of ${countLookedAt(subject)}, and not the rest`,
      };
    const { length, result, total } = first;
    return {
      holds: 'yes',
      charge: {
        culprit: 'application',
        class: 'unhandled-short-read',
        trigger: 'unknown',
        title: 'application: unhandled short read',
        sentence:
          `A ${formatBytes(length)} read came back as ${total} bytes and the application used the whole buffer, of which the ` +
          `other ${length - total} bytes are ${describeTail(first)}, as in all of ${countLookedAt(subject)}.`,
        confidence: 'low',
        fault: true,
        evidence: [
          {
            source: 'look',
            text: `res = ${result} of ${length} at offset ${first.offset}; first wrong byte ${first.firstBad}, ${first.badBytes} wrong bytes`,
          },
        ],
        fixedBy: null,
      },
    };
  },
};
