import { findCause } from '@uringlab/analyzer';
import type { FaultClass, RunParts, Verdict } from '@uringlab/schema';
import { expect } from 'vitest';

const CONFIDENCE: readonly Verdict['confidence'][] = ['low', 'medium', 'high', 'certain'];

const PARTS = ['ops', 'mismatches', 'trace', 'dmesg'] as const;

/** Every choice of parts but none; a trace says nothing without the requests, so it is not tried alone there. */
const CHOICES = Array.from({ length: 15 }, (_, index) =>
  PARTS.filter((_, bit) => ((index + 1) >> bit) % 2 === 1),
).filter((choice) => choice.includes('trace') || !choice.includes('ops'));

function leaveOut(parts: RunParts, choice: readonly (typeof PARTS)[number][]): RunParts {
  const nothing = Object.fromEntries(choice.map((part) => [part, null]));
  return { ...parts, ...nothing, absent: choice.map((part) => `${part} is missing.`) };
}

/**
 * With any of its parts left out, a run has the verdict that it has as a whole, or none: no other class, no other culprit, and it is
 * never surer. What is missing is told.
 */
export async function expectNoOtherVerdict(
  parts: RunParts,
  whole: Pick<Verdict, 'class' | 'culprit' | 'confidence'>,
) {
  for (const choice of CHOICES) {
    const { verdict } = await findCause(leaveOut(parts, choice));
    const classes: FaultClass[] = [whole.class, 'not-enough-evidence'];
    const told = `without ${choice.join(', ')}: ${verdict.title}`;
    expect(classes, told).toContain(verdict.class);
    expect([whole.culprit, 'unknown'], told).toContain(verdict.culprit);
    expect(CONFIDENCE.indexOf(verdict.confidence), told).toBeLessThanOrEqual(
      CONFIDENCE.indexOf(whole.confidence),
    );
    expect(verdict.unknowns, told).toEqual(
      expect.arrayContaining(choice.map((part) => `${part} is missing.`)),
    );
  }
}
