import { isShort, restOf, stopsAt } from '../requests/trace-request.ts';
import type { Rule } from '../rules/rule.ts';
import { failedReads, isLossy, type TraceCase } from './trace-case.ts';

export const legalShortRead: Rule<TraceCase> = {
  claim: 'The read ends at the end of the file',
  judge(subject) {
    const { requests, loss, pageBytes } = subject;
    const short = requests.filter(isShort);
    if (short.length === 0) return { holds: 'moot' };
    const atEnd = short.filter((request) => stopsAt(request) === 'end');
    const inside = short.find((request) => stopsAt(request) === 'inside');
    const unplaced = short.find((request) => stopsAt(request) === 'unknown');
    const failed = failedReads(subject).length;
    if (unplaced !== undefined) {
      return {
        holds: 'unknown',
        missing: `the trace does not show the size of ${unplaced.file}, where a read stops at byte ${restOf(unplaced)}`,
      };
    }
    if (inside !== undefined) {
      const which =
        atEnd.length === 0
          ? 'the read'
          : `${short.length - atEnd.length} of ${short.length} short reads do not: one`;
      return {
        holds: 'no',
        excludedBy: `${which} stops at byte ${restOf(inside)} of a file of ${inside.fileBytes} bytes`,
      };
    }
    if (failed > 0) {
      return {
        holds: 'no',
        excludedBy: `that holds for ${short.length} short reads, but ${failed} reads failed`,
      };
    }
    const [first] = atEnd;
    if (first === undefined) return { holds: 'moot' };
    // A size on disk that is not yet the true one mostly ends with a page, as reads cut short inside the file do.
    const isSure = !isLossy(loss) && atEnd.every((request) => restOf(request) % pageBytes !== 0);
    return {
      holds: 'yes',
      charge: {
        culprit: 'nobody',
        class: 'legal-short-read',
        trigger: 'end-of-file',
        title: 'nobody: legal short read at the end of the file',
        sentence:
          `All ${atEnd.length} short reads that the trace shows end at the end of the file: ` +
          `${first.offset} + ${first.result} = ${first.fileBytes} bytes.`,
        confidence: isSure ? 'high' : 'medium',
        fault: false,
        evidence: [
          {
            source: 'trace',
            text: `${first.file}: offset ${first.offset}, result ${first.result}, size ${first.fileBytes}`,
          },
        ],
        fixedBy: null,
      },
    };
  },
};
