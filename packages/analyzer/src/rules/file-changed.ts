import type { CaseFile } from '../case-file.ts';
import { valueAt } from '../tally-reads.ts';
import { changedFiles, endsAtNewEnd, isExplainedByChange, touchesMissing } from './changed-files.ts';
import { countLookedAt, type LooksCase, listLooks } from './looks.ts';
import type { Charge, Judgement, Rule } from './rule.ts';

const CLAIM = 'Somebody else changed the file: truncated it, or punched holes into it';

function describeChange({ run }: LooksCase): { what: string; details: string } {
  const changed = changedFiles(run);
  const isShorter = changed.some(({ after, bytes }) => after.bytes < bytes);
  const hasHoles = changed.some(({ after }) => after.holes.length > 0);
  const what = isShorter
    ? hasHoles
      ? 'truncated, and holes punched into it'
      : 'truncated'
    : 'holes punched into it';
  const details = changed.slice(0, 4).map(({ name, bytes, after: { bytes: now, holes } }) => {
    const lost = holes.reduce((sum, { start, end }) => sum + end - start, 0);
    const size = now < bytes ? `${name} has ${now} of ${bytes} bytes` : `${name} has its ${bytes} bytes`;
    return lost === 0
      ? size
      : `${size}, of which ${lost} in ${holes.length} holes were allocated before and are no more`;
  });
  return { what, details: details.join('; ') };
}

function charge(subject: LooksCase, counted: string, isLookedAt: boolean): Charge {
  const { what, details } = describeChange(subject);
  return {
    culprit: 'application',
    class: 'file-changed',
    trigger: null,
    title: `another writer: the file was changed while it was read (${what})`,
    sentence: `${counted} what the file has no more: after the reads, its file system says that ${details}; the kernel brought what is there.`,
    confidence: isLookedAt ? 'high' : 'medium',
    fault: true,
    evidence: [{ source: 'look', text: details }, ...listLooks(subject.mismatches, 'direct', subject.run)],
    fixedBy: null,
  };
}

/** Without a change there is nothing to rule out: a file whose size and extents are as they were was not cut. */
function judgeChange(subject: LooksCase): Judgement | undefined {
  if (changedFiles(subject.run).length > 0) return undefined;
  return { holds: 'moot' };
}

/** Of the failing ranges alone. */
export const fileChangedUnderBuffers: Rule<LooksCase> = {
  claim: CLAIM,
  judge(subject) {
    const { mismatches, run } = subject;
    const judged = judgeChange(subject);
    if (judged !== undefined) return judged;
    const explained = mismatches.filter((mismatch) => isExplainedByChange(run, mismatch));
    if (explained.length === 0 || explained.length < mismatches.length)
      return {
        holds: 'unknown',
        missing: `the file was changed, which explains ${explained.length} of ${countLookedAt(subject)}`,
      };
    return { holds: 'yes', charge: charge(subject, `All of ${countLookedAt(subject)} lack`, true) };
  },
};

/** Rows that a change of the file explains, and those that it does not. */
function sortRows(subject: CaseFile): { explained: number; other: number } {
  const { mismatches, ops, run, tally } = subject;
  const kept = new Map(mismatches.map((mismatch) => [mismatch.row, mismatch]));
  let explained = 0;
  let other = 0;
  const count = (holds: boolean): void => {
    if (holds) explained++;
    else other++;
  };
  const placeOf = (row: number) => [valueAt(ops.file, row), Number(ops.offset[row] ?? 0n)] as const;
  for (const row of [...tally.wrongInside, ...tally.wrongTail, ...tally.wrongAtEnd]) {
    const mismatch = kept.get(row);
    if (mismatch !== undefined) count(isExplainedByChange(run, mismatch));
    // Of a range that nobody read again, the end of the file tells; a hole does where others are known to be holes.
    else if (endsAtNewEnd(run, ...placeOf(row), valueAt(ops.total, row))) count(true);
    else count(kept.size > 0 && touchesMissing(run, ...placeOf(row), valueAt(ops.length, row)));
  }
  const wrong = new Set([...tally.wrongInside, ...tally.wrongTail, ...tally.wrongAtEnd]);
  for (const row of tally.shortInside) {
    if (!wrong.has(row)) count(endsAtNewEnd(run, ...placeOf(row), valueAt(ops.total, row)));
  }
  return { explained, other };
}

export const fileChanged: Rule<CaseFile> = {
  claim: CLAIM,
  judge(subject) {
    const { mismatches, tally } = subject;
    const judged = judgeChange(subject);
    if (judged !== undefined) return judged;
    const { explained, other } = sortRows(subject);
    if (explained === 0 || other > 0)
      return {
        holds: 'unknown',
        missing: `the file was changed, which explains ${explained} of ${explained + other} reads that were wrong or short`,
      };
    return {
      holds: 'yes',
      charge: charge(subject, `${explained} of ${tally.reads} reads lack`, mismatches.length > 0),
    };
  },
};
