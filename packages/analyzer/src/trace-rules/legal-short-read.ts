import { endsAtEndOfFile, isShort } from '../requests/trace-request.ts';
import type { Rule } from '../rules/rule.ts';
import { shortInside, type TraceCase } from './trace-case.ts';

export const legalShortRead: Rule<TraceCase> = {
  claim: 'The read ends at the end of the file',
  judge(subject) {
    const atEnd = subject.requests.filter((request) => isShort(request) && endsAtEndOfFile(request));
    const first = atEnd[0];
    if (first === undefined) {
      const inside = shortInside(subject)[0];
      if (inside === undefined) return { holds: 'moot' };
      if (inside.fileBytes === 0)
        return { holds: 'unknown', missing: 'the trace does not show the size of the file' };
      return {
        holds: 'no',
        excludedBy: `the read stops at byte ${inside.offset + (inside.result ?? 0)} of a file of ${inside.fileBytes} bytes`,
      };
    }
    return {
      holds: 'yes',
      charge: {
        culprit: 'nobody',
        class: 'legal-short-read',
        trigger: 'end-of-file',
        title: 'nobody: legal short read at the end of the file',
        sentence: `All ${atEnd.length} short reads end at the end of the file: ${first.offset} + ${first.result} = ${first.fileBytes} bytes.`,
        confidence: 'high',
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
