import type { CaseFile } from '../case-file.ts';
import { countLookedAt, describeRight, wrongIn } from './looks.ts';
import type { Rule } from './rule.ts';

export const pageCacheDiffersFromDisk: Rule<CaseFile> = {
  claim: 'The page cache holds other data than the disk',
  judge(subject) {
    const { mismatches } = subject;
    if (mismatches.length === 0) return { holds: 'moot' };
    const wrong = wrongIn(mismatches, 'buffered');
    if (wrong.length === 0) {
      const right = describeRight(subject, 'buffered');
      return right === undefined
        ? { holds: 'unknown', missing: 'no buffered read of the failing ranges brought a byte' }
        : { holds: 'no', excludedBy: `buffered pread right after the run, ${right}` };
    }
    const differing = wrong.filter((mismatch) => mismatch.looks.direct?.right === true);
    if (differing.length === 0) {
      return {
        holds: 'unknown',
        missing: `a buffered read of ${wrong.length} failing ranges brings wrong bytes, and no direct read of them brings the right ones`,
      };
    }
    return {
      holds: 'yes',
      charge: {
        culprit: 'page-cache',
        class: 'page-cache-differs-from-disk',
        trigger: null,
        title: 'page cache: differs from disk',
        sentence: `In ${differing.length} of ${countLookedAt(subject)}, a buffered read brings wrong bytes where a direct read brings the right ones.`,
        confidence: 'high',
        fault: true,
        evidence: differing.slice(0, 4).map((mismatch) => ({
          source: 'look',
          text: `buffered pread at ${mismatch.offset} + ${mismatch.length}: ${JSON.stringify(mismatch.looks.buffered.ranges)}`,
        })),
        fixedBy: null,
      },
    };
  },
};
