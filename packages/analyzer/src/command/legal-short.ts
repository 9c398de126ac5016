import { formatBytes } from '@uringlab/schema';
import type { Rule } from '../rules/rule.ts';
import { type CommandCase, countShorts } from './command-case.ts';
import { describeRow, verbOf } from './operations.ts';

/** read(2): fewer bytes than asked is no error at the end of the file. */
export const legalShort: Rule<CommandCase> = {
  claim: 'The short results end at the end of the file',
  judge(subject) {
    const { endOfFile, unhandled, unknown, handled } = subject.found;
    const { atEnd } = subject.tally;
    const all = countShorts(subject);
    const elsewhere = all - endOfFile;
    if (endOfFile === 0) {
      return all === 0
        ? { holds: 'moot' }
        : { holds: 'no', excludedBy: `the file went on behind all ${all} short results` };
    }
    if (unhandled.count + unknown.count > 0)
      return { holds: 'no', excludedBy: `the file went on behind ${elsewhere} of ${all} short results` };
    const first = atEnd === null ? '' : ` (the first: offset ${atEnd.offset} + ${atEnd.result} bytes)`;
    const what = atEnd === null ? 'a read' : `a ${formatBytes(atEnd.length)} ${verbOf(atEnd.operation)}`;
    return {
      holds: 'yes',
      charge: {
        culprit: 'nobody',
        class: 'legal-short-read',
        trigger: 'end-of-file',
        title: 'nobody: legal short read at the end of the file',
        sentence:
          `${elsewhere === 0 ? `All ${all}` : `${endOfFile} of ${all}`} short results end exactly at the end of the file${first}, where ` +
          `${what} can bring no more${handled.count === 0 ? '' : `, and the application asked for the rest of the other ${handled.count}`}.`,
        confidence: 'certain',
        fault: false,
        evidence:
          atEnd === null
            ? []
            : [{ source: 'strace', text: `${describeRow(atEnd)}, and the file ends there` }],
        fixedBy: null,
      },
    };
  },
};
