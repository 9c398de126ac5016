import { describeLook } from '@uringlab/schema';
import type { CaseFile } from '../case-file.ts';
import { valueAt } from '../tally-reads.ts';
import type { Rule } from './rule.ts';
import { sortWrongInside } from './wrong-inside.ts';

/** The ring says it put data there and the bytes are wrong: no short read explains that. */
export const wrongDataInBuffer: Rule<CaseFile> = {
  claim: 'The buffer holds wrong bytes inside the count that the ring returned',
  judge(subject) {
    const { mismatches, ops, run, tally } = subject;
    if (tally.mismatched === 0) return { holds: 'moot' };
    const { misplaced, shared, unexplained } = sortWrongInside(subject);
    const [firstRow] = unexplained;
    if (firstRow === undefined) {
      const ways = [
        ...(misplaced.size === 0
          ? []
          : [
              `in ${misplaced.size} of ${tally.mismatched} failing buffers the kernel put what lies at the offset that it was asked for`,
            ]),
        ...(shared.size === 0
          ? []
          : [
              `in ${shared.size} of ${tally.mismatched} failing buffers it put what requests that had the same buffer asked for`,
            ]),
      ];
      return {
        holds: 'no',
        excludedBy:
          ways.length === 0
            ? `in all ${tally.mismatched} failing buffers no more bytes are wrong than lie behind the count that arrived`
            : ways.join('; '),
      };
    }
    const inside = new Set(unexplained);
    const kept = mismatches.find((mismatch) => inside.has(mismatch.row));
    const row = kept?.row ?? firstRow;
    const short = tally.mismatched - tally.wrongInside.length;
    const others = [
      ...(short === 0 ? [] : [`${short} more are unhandled short reads`]),
      ...(misplaced.size === 0 ? [] : [`of ${misplaced.size} more the rest was asked for at a wrong offset`]),
      ...(shared.size === 0 ? [] : [`${shared.size} more had a buffer that was another request's as well`]),
    ];
    return {
      holds: 'yes',
      charge: {
        culprit: 'unknown',
        // Of a range that nobody read again, the page cache or the disk may be to blame as well.
        class: kept === undefined ? 'not-enough-evidence' : 'wrong-data-in-buffer',
        trigger: null,
        title: 'unknown: wrong bytes inside the count returned',
        sentence:
          `${inside.size} of ${tally.reads} reads put wrong bytes into the buffer inside the count they returned: ` +
          `${kept === undefined ? 'none of their ranges was read again, so buffer, page cache and disk cannot be told apart' : 'a buffer changed in flight, or data landed in the wrong place'}${others.map((text) => `; ${text}`).join('')}.`,
        confidence: kept === undefined ? 'low' : 'medium',
        fault: kept === undefined ? null : true,
        evidence: [
          {
            source: 'ring',
            text:
              `row ${row}: ${valueAt(ops.total, row)} of ${valueAt(ops.length, row)} bytes arrived, ${valueAt(ops.badBytes, row)} are wrong` +
              `${kept === undefined ? '' : `, the first at ${kept.firstBad}`}`,
          },
          ...(kept === undefined
            ? []
            : [{ source: 'look' as const, text: `the buffer: ${describeLook(kept.looks.ring, run)}` }]),
        ],
        fixedBy: null,
      },
    };
  },
};
