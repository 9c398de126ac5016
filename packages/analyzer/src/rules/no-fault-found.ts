import type { CaseFile } from '../case-file.ts';
import type { ReadTally } from '../tally-reads.ts';
import type { WriteTally } from '../tally-writes.ts';
import { countRequests } from './count-requests.ts';
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

function describeWrites({ short, continued, refused, noRoom }: WriteTally): string {
  const told = noRoom.length === 0 ? '' : `; ${noRoom.length} ended in an error that says there is no room`;
  if (short.length === 0) return `none was short${told}`;
  const ways = [
    ...(continued > 0 ? [`asked for the rest of ${continued === short.length ? 'each' : continued}`] : []),
    ...(refused > 0 ? [`took ${refused === short.length ? 'each' : refused} for an error`] : []),
  ];
  return `${short.length} came back short, and the application ${ways.join(' and ')}${told}`;
}

export const noFaultFound: Rule<CaseFile> = {
  claim: 'Nothing went wrong',
  judge(subject) {
    const { run, tally, writes } = subject;
    // Bytes behind the end of the file are nobody's: that they are not data is no fault.
    if (tally.mismatched > 0 && tally.mismatched === tally.wrongAtEnd.length) return { holds: 'moot' };
    if (tally.mismatched > 0) {
      return {
        holds: 'no',
        excludedBy: `${tally.mismatched} of ${tally.reads} buffers are not what the application took them for`,
      };
    }
    if (writes.believed.length > 0) {
      return {
        holds: 'no',
        excludedBy: `${writes.believed.length} of ${writes.writes} writes are not in their files as the application takes them to be`,
      };
    }
    const failed = tally.failed.length + writes.failed.length;
    const all = countRequests(subject);
    if (failed > 0) return { holds: 'no', excludedBy: `${failed} of ${all} ended in an error` };
    const unexplained = countUnexplainedRefusals(subject);
    if (unexplained > 0) return { holds: 'unknown', missing: describeUnexplained(unexplained) };
    if (tally.reads + writes.writes === 0) return { holds: 'unknown', missing: 'no request was done' };
    const handled = [
      ...(tally.reads === 0 ? [] : [describeHandling(tally)]),
      ...(writes.writes === 0 ? [] : [describeWrites(writes)]),
    ];
    return {
      holds: 'yes',
      charge: {
        culprit: 'nobody',
        class: 'no-fault-found',
        trigger: null,
        title: 'no fault found',
        sentence:
          tally.reads === 0
            ? `Of ${all} the consumer "${run.consumer}" took none for written that was not; ${handled.join('; ')}.`
            : `No read of ${tally.reads} gave the consumer "${run.consumer}" anything but what was written; ${handled.join('; ')}.`,
        confidence: 'high',
        fault: false,
        evidence: [
          {
            source: 'ring',
            text:
              tally.reads === 0
                ? `${all}, 0 taken for whole that were not, ${writes.failed.length + writes.noRoom.length} errors, ${writes.short.length} short`
                : `${all}, 0 mismatches, ${failed} errors, ${tally.shortInside.length} short inside the file`,
          },
        ],
        fixedBy: null,
      },
    };
  },
};
