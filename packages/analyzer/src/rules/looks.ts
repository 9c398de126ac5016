import type { Mismatch } from '@uringlab/schema';

/** The mismatches on which a look came back with the whole range and wrong bytes in it. */
export function wrongIn(mismatches: readonly Mismatch[], look: 'buffered' | 'direct'): Mismatch[] {
  return mismatches.filter((mismatch) => {
    const seen = mismatch.looks[look];
    return seen !== undefined && seen.result >= 0 && !seen.right;
  });
}

/** How many of the mismatches a look found right, failed on, or was not had for. */
export function countLooks(mismatches: readonly Mismatch[], look: 'buffered' | 'direct') {
  const seen = mismatches.flatMap((mismatch) => mismatch.looks[look] ?? []);
  return {
    right: seen.filter((entry) => entry.right).length,
    failed: seen.filter((entry) => entry.result < 0).length,
    absent: mismatches.length - seen.length,
  };
}
