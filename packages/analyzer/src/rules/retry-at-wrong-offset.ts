import { describeLook, type Evidence, formatBytes, formatHex } from '@uringlab/schema';
import type { CaseFile } from '../case-file.ts';
import { findTrigger } from '../triggers/find-trigger.ts';
import { isMisplacedRest } from './misplaced-rest.ts';
import type { Judgement, Rule } from './rule.ts';
import { sortWrongInside } from './wrong-inside.ts';

/** No rest was seen to be misplaced. */
function judgeOthers({ mismatches, tally }: CaseFile): Judgement {
  if (tally.continued === 0) return { holds: 'moot' };
  const asked = mismatches.filter(({ rest }) => rest !== undefined);
  const there = asked.filter(({ offset, rest }) => rest?.offset === offset + (rest?.position ?? 0));
  if (there.length < asked.length) {
    return {
      holds: 'unknown',
      missing: `the rest of ${asked.length - there.length} short reads was asked for at another offset than where they stopped, and not all wrong bytes are those of that place`,
    };
  }
  return {
    holds: 'no',
    excludedBy:
      asked.length > 0
        ? `the rest of all ${asked.length} failing reads looked at that came back short was asked for where they stopped`
        : `what was asked for after ${tally.continued} short reads is what belongs there`,
  };
}

/** Of the first request that was traced: how the rest was submitted, and the call that the kernel made of it. */
function showInTrace({ lives }: CaseFile, rows: ReadonlySet<number>): Evidence[] {
  for (const { row, steps } of lives) {
    if (row === null || !rows.has(row)) continue;
    const from = steps.findIndex(({ kind }) => kind === 'resubmit');
    const call = steps.findIndex(
      ({ kind }, index) => index > from && (kind === 'issue' || kind === 'reissue'),
    );
    if (from < 0 || call < 0) continue;
    return [steps[from], steps[call]].flatMap((step) =>
      step === undefined || step.line === null ? [] : [{ source: 'trace', text: step.line }],
    );
  }
  return [];
}

/**
 * Each block says which offset it was written to, so that bytes of another one lie in the buffer because they were asked for, or because
 * the kernel brought them from the wrong place: what was asked for tells the two apart.
 */
export const retryAtWrongOffset: Rule<CaseFile> = {
  claim: 'The application asks for the rest of a short read at a wrong offset',
  judge(subject) {
    const { mismatches, run, tally } = subject;
    const { misplaced: rows } = sortWrongInside(subject);
    const kept = mismatches.filter((mismatch) => rows.has(mismatch.row)).filter(isMisplacedRest);
    const first = kept[0];
    if (first === undefined) return judgeOthers(subject);
    const trigger = findTrigger(
      subject,
      // As they first came back.
      kept.map((mismatch) => ({ ...mismatch, total: mismatch.result })),
    );
    const { row, offset, length, result, rest } = first;
    const left = length - rest.position;
    const wanted = formatHex(offset + rest.position);
    const asked = formatHex(rest.offset);
    return {
      holds: 'yes',
      charge: {
        culprit: 'application',
        class: 'retry-at-wrong-offset',
        trigger: trigger.trigger,
        title: 'application: rest of a short read asked for at a wrong offset',
        sentence:
          `A ${formatBytes(length)} read at ${formatHex(offset)} came back as ${result} bytes and the application asked for the other ${left} ` +
          `at file offset ${asked} instead of ${wanted}, so that the buffer holds valid data of the wrong place: ${trigger.cause}.`,
        confidence: 'certain',
        fault: true,
        evidence: [
          {
            source: 'ring',
            text:
              `row ${row}: res = ${result} of ${length} at offset ${formatHex(offset)}, then ${left} bytes asked for at ${asked}, ` +
              `where the read had stopped at ${wanted}; ${rows.size} of ${tally.reads} reads alike`,
          },
          { source: 'look', text: `the buffer: ${describeLook(first.looks.ring, run)}` },
          ...showInTrace(subject, rows),
          ...trigger.evidence,
        ],
        // What a kernel mended made short reads rarer; the application loses data at the next one all the same.
        fixedBy: null,
      },
    };
  },
};
