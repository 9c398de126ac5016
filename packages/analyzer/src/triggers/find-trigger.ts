import type { Mismatch } from '@uringlab/schema';
import type { CaseFile } from '../case-file.ts';
import { hiddenError } from './hidden-error.ts';
import { nowaitPartlyCached } from './nowait-partly-cached.ts';
import { readaheadRace } from './readahead-race.ts';
import type { TriggerFound, TriggerTest } from './trigger.ts';

/** An error below explains a short read whatever its flags, so it is looked for first. */
const TESTS: readonly TriggerTest[] = [hiddenError, nowaitPartlyCached, readaheadRace];

export function findTrigger(subject: CaseFile, unhandled: readonly Mismatch[]): TriggerFound {
  for (const test of TESTS) {
    const found = test(subject, unhandled);
    if (found !== undefined) return found;
  }
  return {
    trigger: 'unknown',
    cause: 'the evidence does not show why the kernel returned short',
    confidence: 'medium',
    evidence: [],
    fixedBy: null,
  };
}
