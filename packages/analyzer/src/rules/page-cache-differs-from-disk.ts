import type { CaseFile } from '../case-file.ts';
import { describeRight, wrongIn } from './looks.ts';
import type { Rule } from './rule.ts';

export const pageCacheDiffersFromDisk: Rule<CaseFile> = {
  claim: 'The page cache holds other data than the disk',
  judge({ mismatches }) {
    if (mismatches.length === 0) return { holds: 'moot' };
    const wrong = wrongIn(mismatches, 'buffered').filter((mismatch) => mismatch.looks.direct?.right === true);
    if (wrong.length === 0) {
      const right = describeRight(mismatches, 'buffered');
      return right === undefined
        ? { holds: 'unknown', missing: 'no buffered read of the failing ranges brought a byte' }
        : { holds: 'no', excludedBy: `buffered pread right after the run: ${right}` };
    }
    return {
      holds: 'yes',
      charge: {
        culprit: 'page-cache',
        class: 'page-cache-differs-from-disk',
        trigger: null,
        title: 'page cache: differs from disk',
        sentence: `A buffered read of ${wrong.length} of ${mismatches.length} failing ranges brings wrong bytes where a direct read brings the right ones.`,
        confidence: 'high',
        fault: true,
        evidence: wrong.slice(0, 4).map((mismatch) => ({
          source: 'look',
          text: `buffered pread at ${mismatch.offset} + ${mismatch.length}: ${JSON.stringify(mismatch.looks.buffered.ranges)}`,
        })),
        fixedBy: null,
      },
    };
  },
};
