import type { BisectResult, StepVerdict } from '@uringlab/schema';

export type Choice = { test: number } | { lastGood: number; firstBad: number; between: number[] };

/**
 * The next entry to test of a list that goes from good to bad, or where the change is. `verdicts` has an entry for each of the list;
 * the ends count as good and bad. What was skipped is gone round: the untested entry nearest to the middle comes next.
 */
export function chooseNext(verdicts: readonly (StepVerdict | null)[]): Choice {
  const last = verdicts.length - 1;
  const firstBad = verdicts.findIndex((verdict, index) => verdict === 'bad' || index === last);
  const lastGood = verdicts.findLastIndex(
    (verdict, index) => index < firstBad && (verdict === 'good' || index === 0),
  );
  const between = Array.from({ length: firstBad - lastGood - 1 }, (_, index) => lastGood + 1 + index);
  const middle = (lastGood + firstBad) / 2;
  const [test] = between
    .filter((index) => verdicts[index] === null)
    .sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
  return test === undefined ? { lastGood, firstBad, between } : { test };
}

/** The end of a search by the names of the list. */
export function nameResult(
  names: readonly string[],
  { lastGood, firstBad, between }: Exclude<Choice, { test: number }>,
): BisectResult {
  const nameOf = (index: number): string => names[index] ?? `entry ${index}`;
  return { lastGood: nameOf(lastGood), firstBad: nameOf(firstBad), between: between.map(nameOf) };
}
