import type { Mismatch } from '@uringlab/schema';
import type { CaseFile } from '../case-file.ts';
import { endOfFile } from './end-of-file.ts';
import { hiddenError } from './hidden-error.ts';
import { nowaitPartlyCached } from './nowait-partly-cached.ts';
import { partlyCached } from './partly-cached.ts';
import { readaheadRace } from './readahead-race.ts';
import type { TriggerFound, TriggerTest } from './trigger.ts';

/** The end of the file and an error below explain a short read whatever its flags, so they are looked for first. */
const TESTS: readonly TriggerTest[] = [
  endOfFile,
  hiddenError,
  nowaitPartlyCached,
  readaheadRace,
  partlyCached,
];

/**
 * The way that explains most of the short reads looked at; fewer than all, and it is said. One that was not traced, and shows nothing by
 * itself, is no reason to believe it less; one that was traced, and shows something else, is.
 */
export function findTrigger(subject: CaseFile, unhandled: readonly Mismatch[]): TriggerFound {
  const groups = new Map<TriggerTest | undefined, Mismatch[]>();
  for (const mismatch of unhandled) {
    const test = TESTS.find((candidate) => candidate.explains(subject, mismatch));
    groups.set(test, [...(groups.get(test) ?? []), mismatch]);
  }
  const known = [...groups].flatMap(([test, explained]) => (test === undefined ? [] : [{ test, explained }]));
  const best = known.sort((a, b) => b.explained.length - a.explained.length)[0];
  if (best === undefined) {
    return {
      trigger: 'unknown',
      cause: 'the evidence does not show why the kernel returned short',
      confidence: 'medium',
      evidence: [],
      fixedBy: null,
    };
  }
  const found = best.test.describe(subject, best.explained);
  if (best.explained.length === unhandled.length) return found;
  const silent = (groups.get(undefined) ?? []).filter(
    ({ row }) => !subject.lives.some((life) => life.row === row && life.steps.length > 0),
  );
  const isWhole = best.explained.length + silent.length === unhandled.length;
  const share = `in ${best.explained.length} of ${unhandled.length} short reads looked at`;
  return {
    ...found,
    cause: `${share}${isWhole ? ', of the others no trace was read' : ''}, ${found.cause}`,
    confidence: isWhole ? found.confidence : 'medium',
  };
}
