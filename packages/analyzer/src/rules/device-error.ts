import { formatResult } from '@uringlab/schema';
import type { CaseFile } from '../case-file.ts';
import { valueAt } from '../tally-reads.ts';
import { findIoErrors } from '../triggers/io-errors.ts';
import { countRequests } from './count-requests.ts';
import type { Rule } from './rule.ts';
import { countUnexplainedRefusals, describeUnexplained } from './unexplained-refusals.ts';

/** Where a failed bio would have shown: only what was really looked at rules anything out. */
function describeSources({ lives, hasLog }: CaseFile): string {
  const sources = [
    ...(lives.some((life) => life.steps.length > 0) ? ['the trace of the requests looked at'] : []),
    ...(hasLog ? ['the kernel log'] : []),
  ];
  return sources.length === 0 ? '' : `, and no failed bio of it shows in ${sources.join(' and ')}`;
}

/** What the application was told, or what the layers below logged although nobody was told. */
export const deviceError: Rule<CaseFile> = {
  claim: 'The device fails',
  judge(subject) {
    const { tally, writes, ops, mismatches } = subject;
    const errors = findIoErrors(subject);
    const failed = [...tally.failed, ...writes.failed];
    const row = failed[0];
    const all = countRequests(subject);
    const what = tally.failed.length > 0 || writes.failed.length === 0 ? 'reads' : 'writes';
    const isHidden = mismatches.some(
      ({ looks }) => looks.buffered.result < 0 || (looks.direct?.result ?? 0) < 0,
    );
    if (row === undefined) {
      // An error that a partial count hides is the unhandled short read's trigger, and told there.
      if (isHidden) return { holds: 'moot' };
      if (errors.length === 0) {
        const unexplained = countUnexplainedRefusals(subject);
        if (unexplained > 0) return { holds: 'unknown', missing: describeUnexplained(unexplained) };
        return {
          holds: 'no',
          excludedBy: `none of ${all} ended in an error of the device${describeSources(subject)}`,
        };
      }
      if (tally.refused === 0) {
        return {
          holds: 'unknown',
          missing: 'bios of the device failed during the run, and no request of the run was the worse for it',
        };
      }
    }
    const told =
      row === undefined
        ? `no read was told so, and ${tally.refused} short reads were refused by the application`
        : `${failed.length} of ${all} ended with ${formatResult(valueAt(ops.lastResult, row))}`;
    const isDevice = errors.length > 0;
    return {
      holds: 'yes',
      charge: {
        culprit: isDevice ? 'device' : 'unknown',
        class: 'device-error',
        trigger: null,
        title: isDevice ? 'device: I/O errors' : `unknown: ${what} fail`,
        sentence: `${isDevice ? 'The block layer reports failed bios of the device' : what === 'reads' ? 'Reads fail' : 'Writes fail'}; ${told}.`,
        confidence: isDevice ? 'high' : 'medium',
        fault: true,
        evidence: [
          ...(row === undefined
            ? []
            : [
                {
                  source: 'ring' as const,
                  text: `row ${row}: first result ${valueAt(ops.result, row)}, last ${formatResult(valueAt(ops.lastResult, row))}`,
                },
              ]),
          ...errors,
        ],
        fixedBy: null,
      },
    };
  },
};
