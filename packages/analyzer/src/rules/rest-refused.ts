import { formatResult } from '@uringlab/schema';
import type { CaseFile } from '../case-file.ts';
import { findRest } from '../triggers/short-write.ts';
import type { Rule } from './rule.ts';

/** Never the verdict by itself: it only says on which side of the ring the short count comes from. */
export const restRefused: Rule<CaseFile> = {
  claim: 'io_uring makes the write short; the layers below it would have taken everything',
  judge(subject) {
    const { short, continued, noRoom } = subject.writes;
    if (short.length === 0) return { holds: 'moot' };
    const rest = findRest(subject);
    if (rest?.results.every(({ result }) => result < 0)) {
      const results = rest.results.map(
        ({ result, count }) => `${formatResult(result)}${count === rest.tried ? '' : ` ${count} times`}`,
      );
      return {
        holds: 'no',
        excludedBy: `the rest of ${rest.tried} short writes, written afterwards, is refused from below the ring: ${results.join(', ')}`,
      };
    }
    if (continued > 0 && noRoom.length >= continued) {
      return {
        holds: 'no',
        excludedBy: `the rest of ${continued} short writes was asked for, and is refused from below the ring`,
      };
    }
    return {
      holds: 'unknown',
      missing:
        rest === undefined ? 'the rest was not written afterwards' : 'the rest could be written afterwards',
    };
  },
};
