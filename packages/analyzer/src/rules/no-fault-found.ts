import type { CaseFile } from '../case-file.ts';
import type { Rule } from './rule.ts';

export const noFaultFound: Rule<CaseFile> = {
  claim: 'Nothing went wrong',
  judge({ run, tally }) {
    if (tally.mismatched.length > 0) {
      return {
        holds: 'no',
        excludedBy: `${tally.mismatched.length} of ${tally.reads} buffers are not what the application took them for`,
      };
    }
    if (tally.reads === 0) return { holds: 'unknown', missing: 'no read was done' };
    const short = tally.shortInside.length;
    const handled =
      short === 0
        ? 'none was short'
        : tally.continued > 0
          ? `${short} came back short, and the application asked for the rest of each`
          : `${short} came back short, and the application did not use them`;
    return {
      holds: 'yes',
      charge: {
        culprit: 'nobody',
        class: 'no-fault-found',
        trigger: null,
        title: 'no fault found',
        sentence: `All ${tally.reads} reads gave the consumer "${run.consumer}" what was written; ${handled}.`,
        confidence: 'high',
        fault: false,
        evidence: [
          {
            source: 'ring',
            text: `${tally.reads} reads verified, 0 mismatches, ${tally.failed.length} errors, ${short} short`,
          },
        ],
        fixedBy: null,
      },
    };
  },
};
