import type { Findings } from '@uringlab/schema';
import { makePrintable } from './text/plain-text.ts';

/** Items of a list that a report goes into. */
export const LIST_LIMIT = 100;

function firstTexts(texts: readonly string[]): string[] {
  const left = texts.length - LIST_LIMIT;
  return left <= 0 ? [...texts] : [...texts.slice(0, LIST_LIMIT), `${left} more are in findings.json.`];
}

/**
 * Findings as a report shows them: strings printable, lists no longer than people read, and steps of the
 * first request alone.
 */
export function boundFindings(findings: Findings): Findings {
  const { verdict } = findings;
  return makePrintable({
    ...findings,
    interpretation: firstTexts(findings.interpretation),
    diagnostics: firstTexts(findings.diagnostics),
    requests: findings.requests
      .slice(0, LIST_LIMIT)
      .map((request, index) => (index === 0 ? request : { ...request, steps: [], pageMap: null })),
    verdict: {
      ...verdict,
      evidence: verdict.evidence.slice(0, LIST_LIMIT),
      alternatives: verdict.alternatives.slice(0, LIST_LIMIT),
      unknowns: firstTexts(verdict.unknowns),
    },
  });
}
