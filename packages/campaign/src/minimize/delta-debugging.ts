/**
 * The ddmin algorithm (Zeller and Hildebrandt, Simplifying and Isolating Failure-Inducing Input, 2002): a subset of `items` that `holds`,
 * of which no single item can be taken away. `items` itself is taken to hold. `holds` is never asked of an empty subset.
 */
export async function reduceItems<T>(
  items: readonly T[],
  holds: (subset: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  let kept = items;
  let parts = 2;
  while (kept.length > 1) {
    const found = await findSmaller(kept, parts, holds);
    if (found !== undefined) {
      parts = found.isPart ? 2 : Math.max(2, parts - 1);
      kept = found.subset;
    } else if (parts >= kept.length) {
      return kept;
    } else {
      parts = Math.min(kept.length, parts * 2);
    }
  }
  return kept;
}

/** One of so many parts that holds by itself, or what is left without one. */
async function findSmaller<T>(
  items: readonly T[],
  parts: number,
  holds: (subset: readonly T[]) => Promise<boolean>,
): Promise<{ subset: readonly T[]; isPart: boolean } | undefined> {
  const size = Math.ceil(items.length / parts);
  const starts = Array.from({ length: Math.ceil(items.length / size) }, (_, part) => part * size);
  for (const start of starts) {
    const subset = items.slice(start, start + size);
    if (await holds(subset)) return { subset, isPart: true };
  }
  // Of two parts, what is left without the one is the other.
  if (starts.length <= 2) return undefined;
  for (const start of starts) {
    const subset = [...items.slice(0, start), ...items.slice(start + size)];
    if (await holds(subset)) return { subset, isPart: false };
  }
  return undefined;
}

/**
 * The smallest number that `holds`, from `least` up in steps of four and then half of what was found; `now` where no smaller one does.
 * The smallest are tried first, since they cost least. Not every number between is tried.
 */
export async function reduceNumber(
  now: number,
  least: number,
  holds: (value: number) => Promise<boolean>,
): Promise<number> {
  for (let value = least; value < now; value *= 4) {
    if (!(await holds(value))) continue;
    const half = value / 2;
    return half > least && (await holds(half)) ? half : value;
  }
  return now;
}
