import type { CaseFile } from '../case-file.ts';
import { valueAt } from '../tally-reads.ts';
import type { Rule } from './rule.ts';

/** The ring says it put data there and the bytes are wrong: no short read explains that. */
export const wrongDataInBuffer: Rule<CaseFile> = {
  claim: 'The buffer holds wrong bytes inside the count that the ring returned',
  judge({ mismatches, ops, tally }) {
    if (tally.mismatched === 0) return { holds: 'moot' };
    const row = tally.wrongInside[0];
    if (row === undefined) {
      return {
        holds: 'no',
        excludedBy: `in all ${tally.mismatched} failing buffers no more bytes are wrong than lie behind the count that arrived`,
      };
    }
    const kept = mismatches.find((mismatch) => mismatch.row === row);
    const explained = tally.mismatched - tally.wrongInside.length;
    return {
      holds: 'yes',
      charge: {
        culprit: 'unknown',
        class: 'wrong-data-in-buffer',
        trigger: null,
        title: 'unknown: wrong bytes inside the count returned',
        sentence:
          `${tally.wrongInside.length} of ${tally.reads} reads put wrong bytes into the buffer inside the count they returned: a buffer changed ` +
          `in flight, or data landed in the wrong place${explained === 0 ? '' : `; ${explained} more are unhandled short reads`}.`,
        confidence: 'medium',
        fault: true,
        evidence: [
          {
            source: 'ring',
            text:
              `row ${row}: ${valueAt(ops.total, row)} of ${valueAt(ops.length, row)} bytes arrived, ${valueAt(ops.badBytes, row)} are wrong` +
              `${kept === undefined ? '' : `, the first at ${kept.firstBad}`}`,
          },
          ...(kept === undefined
            ? []
            : [{ source: 'look' as const, text: `the buffer: ${JSON.stringify(kept.looks.ring.ranges)}` }]),
        ],
        fixedBy: null,
      },
    };
  },
};
