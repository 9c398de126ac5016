import { formatResult } from '@uringlab/schema';
import type { CaseFile } from '../case-file.ts';
import { findIoErrors } from '../triggers/io-errors.ts';
import type { Rule } from './rule.ts';

/** What the application was told, or what the layers below logged although nobody was told. */
export const deviceError: Rule<CaseFile> = {
  claim: 'The device fails',
  judge({ tally, ops, dmesg, lives }) {
    const errors = findIoErrors(dmesg, lives);
    const row = tally.failed[0];
    if (row === undefined && errors.length === 0) {
      return {
        holds: 'no',
        excludedBy: `none of ${tally.reads} reads gave a negative result, and neither trace nor kernel log shows a failed bio`,
      };
    }
    const last =
      row === undefined
        ? undefined
        : [ops.result[row] ?? 0, ops.lastResult[row] ?? 0].find((value) => value < 0);
    const told =
      last === undefined
        ? 'no read was told so'
        : `${tally.failed.length} of ${tally.reads} reads ended with ${formatResult(last)}`;
    return {
      holds: 'yes',
      charge: {
        culprit: errors.length > 0 ? 'device' : 'unknown',
        class: 'device-error',
        trigger: null,
        title: errors.length > 0 ? 'device: I/O errors' : 'below the ring: reads fail',
        sentence:
          `${errors.length > 0 ? 'The block layer reports failed bios' : 'Reads fail'}; ${told}` +
          `${tally.refused > 0 ? `, and ${tally.refused} short reads were refused by the application` : ''}.`,
        confidence: errors.length > 0 ? 'high' : 'medium',
        fault: true,
        evidence: [
          ...(row === undefined
            ? []
            : [
                {
                  source: 'ring' as const,
                  text: `row ${row}: first result ${ops.result[row]}, last ${formatResult(ops.lastResult[row] ?? 0)}`,
                },
              ]),
          ...errors,
        ],
        fixedBy: null,
      },
    };
  },
};
