import { type Mutation, mutate } from './mutate.ts';
import { Random } from './random.ts';
import { readEverything } from './read-everything.ts';
import type { Seed } from './seeds.ts';

/** The damaged file that has this number; the same for the same seed of the run. */
export function createCase(
  seeds: readonly Seed[],
  run: number,
  number: number,
): Mutation & { readonly seed: Seed } {
  const random = new Random(Math.imul(run, 0x9e3779b1) ^ Math.imul(number, 0x85ebca6b));
  const seed = random.pick(seeds);
  return { ...mutate(seed.bytes, seed.structure, random), seed };
}

const others = new Map<string, Promise<string[] | null>>();

/** Events of all pages but one: those that are read when nothing is on that page. */
function readOtherPages(seed: Seed, page: number): Promise<string[] | null> {
  const key = `${seed.name} ${page}`;
  let events = others.get(key);
  if (events === undefined) {
    const without = seed.bytes.slice();
    without.fill(0, page + 8, page + 16);
    events = readEverything(without);
    others.set(key, events);
  }
  return events;
}

/** Reads a damaged file. Damage to one page must not cost an event of another one. Throws for what must not happen. */
export async function runCase({ bytes, seed, page }: ReturnType<typeof createCase>): Promise<void> {
  const events = await readEverything(bytes);
  if (page === undefined) return;
  const expected = await readOtherPages(seed, page);
  const seen = new Set(events);
  const missing = expected?.find((event) => !seen.has(event));
  if (missing !== undefined) throw new Error(`damage to the page at ${page} cost ${missing}`);
}
