import type { Lane, Step } from '@uringlab/schema';
import type { TimeScale } from './time-scale.ts';

/** Marks need this many pixels, their number inside. */
export const MARK = 24;
const CHARACTER = 6.7;

/** A step of a request on its lane; `x` is the middle in pixels, `row` the row within the lane. */
export interface Mark {
  id: number;
  /** `5`, or `5-20` for steps of one kind that fall on one spot. */
  number: string;
  steps: number[];
  lane: Lane;
  kind: Step['kind'];
  shape: 'circle' | 'square' | 'diamond';
  x: number;
  row: number;
}

function shapeOf(kind: Step['kind']): Mark['shape'] {
  if (kind === 'short') return 'diamond';
  return kind.startsWith('bio-') || kind === 'readahead' || kind === 'map' ? 'square' : 'circle';
}

/** A mark for each step; steps of one kind that would cover each other share one. */
export function makeMarks(steps: readonly Step[], scale: TimeScale): Mark[] {
  const marks: Mark[] = [];
  for (const [index, step] of steps.entries()) {
    const x = scale.position(step.atNs);
    const last = marks.at(-1);
    if (last !== undefined && last.kind === step.kind && last.lane === step.lane && x - last.x < 3) {
      last.steps.push(index + 1);
      last.number = `${last.id}-${index + 1}`;
      continue;
    }
    const id = index + 1;
    marks.push({
      id,
      number: String(id),
      steps: [id],
      lane: step.lane,
      kind: step.kind,
      shape: shapeOf(step.kind),
      x,
      row: 0,
    });
  }
  return marks;
}

/** Half the width that a mark takes with its number, in pixels. */
export function halfWidth(mark: Mark): number {
  return Math.max(MARK / 2, (mark.number.length * CHARACTER) / 2 + 6);
}

/** Puts marks of a lane that would touch into rows below each other; returns the rows used. */
export function stack(marks: readonly Mark[]): number {
  const ends: number[] = [];
  for (const mark of marks) {
    const left = mark.x - halfWidth(mark);
    const free = ends.findIndex((end) => end <= left);
    mark.row = free < 0 ? ends.length : free;
    ends[mark.row] = mark.x + halfWidth(mark) + 2;
  }
  return ends.length;
}

interface Stretch {
  x: number;
  width: number;
}

/**
 * The kind beside its mark, where neither the next mark of its lane, nor a break, nor the right edge is in the
 * way; null otherwise.
 */
export function labelMark(
  mark: Mark,
  lane: readonly Mark[],
  breaks: readonly Stretch[],
  edge: number,
): string | null {
  const start = mark.x + halfWidth(mark) + 3;
  const end = start + mark.kind.length * CHARACTER;
  const next = lane
    .filter((other) => other.row === mark.row && other.x > mark.x)
    .reduce((nearest, other) => Math.min(nearest, other.x - halfWidth(other)), edge);
  if (breaks.some(({ x, width }) => start < x + width && end > x)) return null;
  return end <= next ? mark.kind.replace('-', ' ') : null;
}
