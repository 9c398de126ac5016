import type { Lane, Step } from '@uringlab/schema';
import type { TimeScale } from './time-scale.ts';

/** Marks need this many pixels, their number inside. */
export const MARK = 24;
const CHARACTER = 6.7;
/** Steps of one kind nearer than this, in pixels, share a mark; when there are more than CROWD steps, from farther away. */
const TOUCH = 3;
const CROWD = 40;
const CROWD_REACH = 80;

/** A step of a request on its lane; `x` is the middle in pixels, `row` the row within the lane. */
export interface Mark {
  id: number;
  /** `5`, or `5-20` for steps of one kind on one spot, or `5+3` for the fifth and three later ones. */
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

/** The mark that a step at `x` can share. */
function findMark(
  marks: readonly Mark[],
  { kind, lane }: Step,
  x: number,
  isCrowded: boolean,
): Mark | undefined {
  if (!isCrowded) {
    const last = marks.at(-1);
    return last?.kind === kind && last.lane === lane && x - last.x < TOUCH ? last : undefined;
  }
  return marks.findLast((mark) => mark.kind === kind && mark.lane === lane && x - mark.x < CROWD_REACH);
}

function nameSteps(steps: readonly number[]): string {
  const [first = 0, last = first] = [steps[0], steps.at(-1)];
  if (steps.length === 1) return String(first);
  return last - first === steps.length - 1 ? `${first}-${last}` : `${first}+${steps.length - 1}`;
}

/**
 * A mark for each step; steps of one kind that would cover each other share one. In a long life those of one
 * lane that lie near each other do as well, whatever happened on it between them.
 */
export function makeMarks(steps: readonly Step[], scale: TimeScale): Mark[] {
  const isCrowded = steps.length > CROWD;
  const marks: Mark[] = [];
  for (const [index, step] of steps.entries()) {
    const x = scale.position(step.atNs);
    const shared = findMark(marks, step, x, isCrowded);
    if (shared !== undefined) {
      shared.steps.push(index + 1);
      shared.number = nameSteps(shared.steps);
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
