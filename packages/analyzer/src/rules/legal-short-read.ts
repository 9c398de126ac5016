import { formatBytes } from '@uringlab/schema';
import type { CaseFile } from '../case-file.ts';
import type { Rule } from './rule.ts';

/** read(2): fewer bytes than asked is no error at the end of the file. */
export const legalShortRead: Rule<CaseFile> = {
  claim: 'The short reads end at the end of the file',
  judge({ run, ops, tally }) {
    if (tally.shortAtEnd.length === 0) {
      if (tally.shortInside.length === 0) return { holds: 'moot' };
      return {
        holds: 'no',
        excludedBy: `offset + result lies inside the file for all ${tally.shortInside.length} short reads`,
      };
    }
    const row = tally.shortAtEnd[0] ?? 0;
    const result = ops.result[row] ?? 0;
    const offset = Number(ops.offset[row] ?? 0n);
    const file = run.files.find((candidate) => candidate.index === ops.file[row]);
    return {
      holds: 'yes',
      charge: {
        culprit: 'nobody',
        class: 'legal-short-read',
        trigger: 'end-of-file',
        title: 'nobody: legal short read at the end of the file',
        sentence:
          `All ${tally.shortAtEnd.length} short reads end exactly at the end of the file: offset ${offset} + ${result} = ${file?.bytes} bytes; ` +
          `a ${formatBytes(ops.length[row] ?? 0)} read there can bring no more.`,
        confidence: tally.shortInside.length === 0 ? 'certain' : 'high',
        fault: false,
        evidence: [
          { source: 'ring', text: `row ${row}: res = ${result}, offset + res == file size (${file?.bytes})` },
        ],
        fixedBy: null,
      },
    };
  },
};
