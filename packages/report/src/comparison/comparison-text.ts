import { formatRate, type Rate, type Verdict } from '@uringlab/schema';
import type { ComparedRun } from './compare-runs.ts';

/** The words for whether there is a fault, and the name of their colour on a page. */
export function stateOf({ fault }: Verdict): { word: string; state: string } {
  if (fault === null) return { word: 'cannot tell', state: 'open' };
  return fault ? { word: 'fault', state: 'fault' } : { word: 'no fault', state: 'clean' };
}

export function describeRate(value: Rate | null): string {
  return value === null || value.total === 0 ? 'not counted' : formatRate(value);
}

/** `3 runs: 2 fault, 0 no fault, 1 cannot tell`. */
export function headline(runs: readonly ComparedRun[]): string {
  const words = runs.map(({ verdict }) => stateOf(verdict).word);
  const parts = ['fault', 'no fault', 'cannot tell'].map(
    (word) => `${words.filter((own) => own === word).length} ${word}`,
  );
  return `${runs.length} runs: ${parts.join(', ')}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listWords(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** What a difference, or its absence, can be put down to: a clause. */
export function describeConditions({ conditions }: ComparedRun): string {
  if (conditions.length === 0) return 'nothing that can change a rate is noted to differ';
  if (conditions.length === 1) return `only the ${conditions[0]} differs`;
  return `${listWords(conditions)} differ, which of them matters is not told`;
}

/** `higher; only the kernel differs`, or why it is not said. The first run is what the others are held against. */
export function describeStanding(run: ComparedRun, index: number): string {
  if (index === 0) return 'the first';
  return run.distance === null
    ? `not compared: ${run.reason}`
    : `${run.distance}; ${describeConditions(run)}`;
}
