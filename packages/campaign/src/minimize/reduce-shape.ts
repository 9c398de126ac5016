import type { Omissions, PlanShape, RingFeature } from '@uringlab/schema';
import { reduceItems, reduceNumber } from './delta-debugging.ts';

/** What there is to leave out, and what a shape cannot be smaller than. */
export interface ShapeBounds {
  files: readonly string[];
  rings: readonly { name: string; features: readonly RingFeature[] }[];
  leastBlockBytes: number;
  leastDepth: number;
  hasRequestFlags: boolean;
  hasAdvice: boolean;
}

/** Whether a shape still gives the verdict; `reads`: those of a pass of it, known once it was run. */
export interface ShapeTest {
  holds(shape: PlanShape): Promise<boolean>;
  readsOf(shape: PlanShape): number;
}

function leaveOut(shape: PlanShape, more: Omissions): PlanShape {
  return { ...shape, without: { ...shape.without, ...more } };
}

function resizeBlock(shape: PlanShape, blockBytes: number): PlanShape {
  const blocks = Math.max(1, Math.floor(shape.fileBytes / shape.blockBytes));
  return { ...shape, blockBytes, fileBytes: blocks * blockBytes };
}

type Reduction = (shape: PlanShape, bounds: ShapeBounds, test: ShapeTest) => Promise<PlanShape>;

/** A number of the plan, made as small as it goes. */
function shrink(
  value: (shape: PlanShape) => number,
  least: (shape: PlanShape, bounds: ShapeBounds) => number,
  resize: (shape: PlanShape, value: number) => PlanShape,
): Reduction {
  return async (shape, bounds, test) => {
    const found = await reduceNumber(value(shape), least(shape, bounds), (smaller) =>
      test.holds(resize(shape, smaller)),
    );
    return found === value(shape) ? shape : resize(shape, found);
  };
}

/** Names of the plan of which as few as possible stay. */
function keepFew(key: 'files' | 'rings', names: (bounds: ShapeBounds) => readonly string[]): Reduction {
  return async (shape, bounds, test) => {
    const all = shape.without[key] ?? names(bounds);
    const kept = await reduceItems(all, (subset) => test.holds(leaveOut(shape, { [key]: [...subset] })));
    return kept.length === all.length ? shape : leaveOut(shape, { [key]: [...kept] });
  };
}

const keepFewReads: Reduction = async (shape, _, test) => {
  const all = shape.without.reads ?? Array.from({ length: test.readsOf(shape) }, (_value, place) => place);
  const kept = await reduceItems(all, (subset) => test.holds(leaveOut(shape, { reads: [...subset] })));
  return kept.length === all.length ? shape : leaveOut(shape, { reads: [...kept] });
};

const dropRingFeatures: Reduction = async (start, { rings }, test) => {
  let shape = start;
  const left = rings.filter(({ name }) => shape.without.rings?.includes(name) !== false);
  for (const feature of new Set(left.flatMap(({ features }) => features))) {
    const off = shape.without.withoutRingFeatures ?? [];
    if (off.includes(feature)) continue;
    const without = leaveOut(shape, { withoutRingFeatures: [...off, feature] });
    if (await test.holds(without)) shape = without;
  }
  return shape;
};

/** One thing that the plan does without, or not. */
function drop(
  has: (bounds: ShapeBounds) => boolean,
  key: 'withoutRequestFlags' | 'withoutAdvice',
): Reduction {
  return async (shape, bounds, test) => {
    if (!has(bounds) || shape.without[key] === true) return shape;
    const without = leaveOut(shape, { [key]: true });
    return (await test.holds(without)) ? without : shape;
  };
}

/** What makes a run cheap comes first, and reads last: which there are depends on all the rest. */
const REDUCTIONS: readonly Reduction[] = [
  shrink(
    ({ fileBytes }) => fileBytes,
    ({ blockBytes }) => blockBytes,
    (shape, fileBytes) => ({ ...shape, fileBytes }),
  ),
  keepFew('files', ({ files }) => files),
  keepFew('rings', ({ rings }) => rings.map(({ name }) => name)),
  shrink(
    ({ depth }) => depth,
    (_, { leastDepth }) => leastDepth,
    (shape, depth) => ({ ...shape, depth }),
  ),
  shrink(
    ({ passes }) => passes,
    () => 1,
    (shape, passes) => ({ ...shape, passes }),
  ),
  dropRingFeatures,
  drop(({ hasRequestFlags }) => hasRequestFlags, 'withoutRequestFlags'),
  drop(({ hasAdvice }) => hasAdvice, 'withoutAdvice'),
  shrink(
    ({ blockBytes }) => blockBytes,
    (_, { leastBlockBytes }) => leastBlockBytes,
    resizeBlock,
  ),
];

/** Applies every reduction until none makes the plan smaller, then leaves out reads. */
export async function reduceShape(
  start: PlanShape,
  bounds: ShapeBounds,
  test: ShapeTest,
): Promise<PlanShape> {
  let shape = start;
  for (let before: PlanShape | undefined; before !== shape; ) {
    before = shape;
    for (const reduce of REDUCTIONS) shape = await reduce(shape, bounds, test);
  }
  return keepFewReads(shape, bounds, test);
}
