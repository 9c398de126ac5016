import type { Findings, Mismatch, RunParts } from '@uringlab/schema';
import { describeFindings } from './describe-findings.ts';
import { NO_LOSS } from './loss.ts';
import { countedDataMissing } from './rules/counted-data-missing.ts';
import { fileChangedUnderBuffers } from './rules/file-changed.ts';
import type { LooksCase } from './rules/looks.ts';
import { pageCacheDiffersFromDisk } from './rules/page-cache-differs-from-disk.ts';
import { judgeAll, type Rule } from './rules/rule.ts';
import { unhandledShortBuffer } from './rules/unhandled-short-buffer.ts';
import { wrongDataOnDisk } from './rules/wrong-data-on-disk.ts';

/** What the failing ranges that were read again show by themselves; whatever takes all requests to be told is not among them. */
const RULES: readonly Rule<LooksCase>[] = [
  fileChangedUnderBuffers,
  wrongDataOnDisk,
  pageCacheDiffersFromDisk,
  countedDataMissing,
  unhandledShortBuffer,
];

/**
 * The findings of a run whose requests are not known. A trace is not laid against requests that nobody knows, and says nothing here;
 * without a failing range that was read again there is no verdict, as errors and results that nobody counted may be anywhere.
 */
export function findCauseOfMismatches(parts: RunParts): Findings {
  const { run } = parts;
  const mismatched = run.phases.reduce((sum, phase) => sum + phase.mismatches, 0);
  const kept = parts.mismatches ?? [];
  // Of a write the ring's look is its count: nothing of it is wrong.
  const isWrite = ({ looks }: Mismatch): boolean =>
    looks.ring.ranges.every((range) => range.class === 'right');
  const unwritten = kept.filter(isWrite);
  const subject: LooksCase = {
    run,
    mismatches: kept.filter((mismatch) => !isWrite(mismatch)),
    unwritten,
    tally: { mismatched: run.scenario.writes === undefined ? mismatched : 0 },
  };
  return {
    ...describeFindings(parts, judgeAll(RULES, subject), subject, []),
    source: 'no requests, so no trace of them',
    interpretation: [],
    requests: [],
    loss: NO_LOSS,
    diagnostics: [],
  };
}
