import { countLookedAt, describeRight, judgeUnlooked, type LooksCase, listLooks, wrongIn } from './looks.ts';
import type { Rule } from './rule.ts';

export const pageCacheDiffersFromDisk: Rule<LooksCase> = {
  claim: 'The page cache holds other data than the disk',
  judge(subject) {
    const { mismatches } = subject;
    if (mismatches.length === 0) return judgeUnlooked(subject);
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
    // An older write is what a page cache holds that was not told of a newer one, and who did not tell it the bytes do not say.
    const isStale = differing.every(({ looks }) =>
      looks.buffered.ranges.every(({ class: kind }) => kind === 'old-generation' || kind === 'right'),
    );
    return {
      holds: 'yes',
      charge: {
        culprit: isStale ? 'unknown' : 'page-cache',
        class: 'page-cache-differs-from-disk',
        trigger: null,
        title: isStale ? 'page cache: older than the disk' : 'page cache: differs from disk',
        sentence: `In ${differing.length} of ${countLookedAt(subject)}, a buffered read brings wrong bytes where a direct read brings the right ones${isStale ? ': those of an older write, so a newer one went past the page cache, by direct I/O that did not invalidate it or by another user of the device' : ''}.`,
        confidence: 'high',
        fault: true,
        evidence: listLooks(differing, 'buffered', subject.run),
        fixedBy: null,
      },
    };
  },
};
