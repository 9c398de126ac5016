import { formatResult } from '@uringlab/schema';
import type { CaseFile } from '../case-file.ts';
import { arrivedBytes } from './looks.ts';
import type { Rule } from './rule.ts';

/** Never the verdict by itself: it only says on which side of the ring the short result comes from. */
export const ioUringAlone: Rule<CaseFile> = {
  claim: 'io_uring makes the read short; the layers below it would have returned everything',
  judge({ run, tally, mismatches }) {
    if (tally.shortInside.length === 0) return { holds: 'moot' };
    const stopped = mismatches.filter(
      ({ looks, total }) => looks.buffered.result < 0 && arrivedBytes(looks.buffered) === total,
    );
    const first = stopped[0];
    if (first !== undefined) {
      return {
        holds: 'no',
        excludedBy:
          `pread(2) of the same range stops at the same byte: ${first.total} bytes, then ${formatResult(first.looks.buffered.result)} ` +
          `(${stopped.length} of ${mismatches.length} looked at)`,
      };
    }
    const peer = run.peers.find((candidate) => candidate.tried > 0);
    if (peer === undefined)
      return { holds: 'unknown', missing: 'the same read was not tried by another system call' };
    const short = peer.results.filter(({ result }) => result >= 0 && result < run.scenario.blockBytes);
    const shortCount = short.reduce((sum, { count }) => sum + count, 0);
    if (shortCount === 0) {
      return {
        holds: 'unknown',
        missing: `${peer.call} came back full ${peer.tried} of ${peer.tried} times in the same cache state`,
      };
    }
    return {
      holds: 'no',
      excludedBy: `${peer.call} in the same cache state comes back short as well: ${shortCount} of ${peer.tried} (${short
        .map(({ result, count }) => `${result} bytes ${count} times`)
        .join(', ')})`,
    };
  },
};
