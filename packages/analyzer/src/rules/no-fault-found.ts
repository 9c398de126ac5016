import type { CaseFile } from '../case-file.ts';
import type { ReadTally } from '../tally-reads.ts';
import type { Rule } from './rule.ts';
import { countUnexplainedRefusals, describeUnexplained } from './unexplained-refusals.ts';

function describeHandling(tally: ReadTally): string {
  const short = tally.shortInside.length;
  const parts = [
    short === 0
      ? 'none was short inside the file'
      : tally.continued === short
        ? `${short} came back short, and the application asked for the rest of each`
        : tally.refused === short
          ? `${short} came back short, and the application did not use them`
          : `${short} came back short: the application asked for the rest of ${tally.continued}, did not use ${tally.refused}, and ` +
            `took ${short - tally.continued - tally.refused} for whole, whose other bytes were right by chance`,
  ];
  if (tally.shortAtEnd.length > 0) parts.push(`${tally.shortAtEnd.length} ended at the end of the file`);
  if (tally.declined.length > 0)
    parts.push(`${tally.declined.length} were declined as their flags allow (-EAGAIN, -ECANCELED, -EINTR)`);
  return parts.join('; ');
}

export const noFaultFound: Rule<CaseFile> = {
  claim: 'Nothing went wrong',
  judge(subject) {
    const { run, tally } = subject;
    // Bytes behind the end of the file are nobody's: that they are not data is no fault.
    if (tally.mismatched > 0 && tally.mismatched === tally.wrongAtEnd.length) return { holds: 'moot' };
    if (tally.mismatched > 0) {
      return {
        holds: 'no',
        excludedBy: `${tally.mismatched} of ${tally.reads} buffers are not what the application took them for`,
      };
    }
    if (tally.failed.length > 0)
      return { holds: 'no', excludedBy: `${tally.failed.length} of ${tally.reads} reads ended in an error` };
    const unexplained = countUnexplainedRefusals(subject);
    if (unexplained > 0) return { holds: 'unknown', missing: describeUnexplained(unexplained) };
    if (tally.reads === 0) return { holds: 'unknown', missing: 'no read was done' };
    return {
      holds: 'yes',
      charge: {
        culprit: 'nobody',
        class: 'no-fault-found',
        trigger: null,
        title: 'no fault found',
        sentence: `No read of ${tally.reads} gave the consumer "${run.consumer}" anything but what was written; ${describeHandling(tally)}.`,
        confidence: 'high',
        fault: false,
        evidence: [
          {
            source: 'ring',
            text: `${tally.reads} reads, 0 mismatches, ${tally.failed.length} errors, ${tally.shortInside.length} short inside the file`,
          },
        ],
        fixedBy: null,
      },
    };
  },
};
