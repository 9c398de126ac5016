import type { CaseFile } from '../case-file.ts';
import type { Rule } from './rule.ts';

/** The kernel claims to have written bytes that are not right: no short read explains that. */
export const wrongDespiteFullResult: Rule<CaseFile> = {
  claim: 'The kernel put wrong bytes where it says it put data',
  judge({ mismatches }) {
    if (mismatches.length === 0) return { holds: 'moot' };
    const inside = mismatches.filter((mismatch) => mismatch.firstBad < mismatch.total);
    const first = inside[0];
    if (first === undefined) {
      return {
        holds: 'no',
        excludedBy: `in all ${mismatches.length} failing buffers the first wrong byte lies at or behind the count the ring returned`,
      };
    }
    return {
      holds: 'unknown',
      missing:
        `${inside.length} buffers are wrong inside the count returned (first at byte ${first.firstBad} of ${first.total}) ` +
        'while page cache and disk are right: a buffer changed in flight, or data landed in the wrong place',
    };
  },
};
