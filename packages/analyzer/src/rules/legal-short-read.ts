import { formatBytes } from '@uringlab/schema';
import type { CaseFile } from '../case-file.ts';
import { valueAt } from '../tally-reads.ts';
import type { Rule } from './rule.ts';

/** read(2): fewer bytes than asked is no error at the end of the file. */
export const legalShortRead: Rule<CaseFile> = {
  claim: 'The short reads end at the end of the file',
  judge({ run, ops, tally }) {
    const atEnd = tally.shortAtEnd.length;
    const inside = tally.shortInside.length;
    const row = tally.shortAtEnd[0];
    if (row === undefined) {
      if (inside === 0) return { holds: 'moot' };
      return {
        holds: 'no',
        excludedBy: `offset + result lies inside the file for all ${inside} short reads`,
      };
    }
    const unexplained = tally.wrongTail.length + tally.wrongInside.length + tally.failed.length;
    const used = inside - tally.continued - tally.refused;
    if (unexplained > 0 || used > 0) {
      return {
        holds: 'no',
        excludedBy: `it explains ${atEnd} of ${atEnd + inside} short reads, and not ${unexplained} reads that were wrong or failed`,
      };
    }
    const result = valueAt(ops.result, row);
    const offset = Number(ops.offset[row] ?? 0n);
    const bytes = run.files.find((candidate) => candidate.index === ops.file[row])?.bytes;
    return {
      holds: 'yes',
      charge: {
        culprit: 'nobody',
        class: 'legal-short-read',
        trigger: 'end-of-file',
        title: 'nobody: legal short read at the end of the file',
        sentence:
          `${inside === 0 ? `All ${atEnd}` : `${atEnd} of ${atEnd + inside}`} short reads end exactly at the end of the file (the first: offset ${offset} + ${result} = ` +
          `${bytes} bytes), where a ${formatBytes(valueAt(ops.length, row))} read can bring no more` +
          `${inside === 0 ? '' : `, and the application looked after the other ${inside}`}.`,
        confidence: 'certain',
        fault: false,
        evidence: [
          { source: 'ring', text: `row ${row}: res = ${result}, offset + res == file size (${bytes})` },
        ],
        fixedBy: null,
      },
    };
  },
};
