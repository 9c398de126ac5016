import type { Findings } from '@uringlab/schema';
import { numbered } from './wrap.ts';

/** Each alternative with the test that rules it out; null when none was weighed. */
export function alternativesText(findings: Findings): string | null {
  const { alternatives } = findings.verdict;
  if (alternatives.length === 0) return null;
  return numbered(
    alternatives.map(({ claim, excludedBy }) => `${claim.replace(/[.:]$/, '')}: ${excludedBy}`),
  );
}

/** What is not known; null when nothing is left open. */
export function unknownsText(findings: Findings): string | null {
  return findings.verdict.unknowns.length === 0 ? null : numbered(findings.verdict.unknowns);
}
