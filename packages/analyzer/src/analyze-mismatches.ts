import type { Findings, RunParts } from '@uringlab/schema';
import { describeFindings } from './describe-findings.ts';
import { NO_LOSS } from './loss.ts';
import type { LooksCase } from './rules/looks.ts';
import { pageCacheDiffersFromDisk } from './rules/page-cache-differs-from-disk.ts';
import { judgeAll, type Rule } from './rules/rule.ts';
import { unhandledShortBuffer } from './rules/unhandled-short-buffer.ts';
import { wrongDataOnDisk } from './rules/wrong-data-on-disk.ts';

/** What the failing ranges that were read again show by themselves; whatever takes all requests to be told is not among them. */
const RULES: readonly Rule<LooksCase>[] = [wrongDataOnDisk, pageCacheDiffersFromDisk, unhandledShortBuffer];

/**
 * The findings of a run whose requests are not known. A trace is not laid against requests that nobody knows, and says nothing here;
 * without a failing range that was read again there is no verdict, as errors and results that nobody counted may be anywhere.
 */
export function findCauseOfMismatches(parts: RunParts): Findings {
  const { run } = parts;
  const mismatched = run.phases.reduce((sum, phase) => sum + phase.mismatches, 0);
  const subject: LooksCase = { run, mismatches: parts.mismatches ?? [], tally: { mismatched } };
  return {
    ...describeFindings(parts, judgeAll(RULES, subject), subject, []),
    source: 'no requests, so no trace of them',
    interpretation: [],
    requests: [],
    loss: NO_LOSS,
    diagnostics: [],
  };
}
