/** A pause left out of the axis, between two x positions. */
export interface AxisBreak {
  fromNs: number;
  toNs: number;
  x: number;
  width: number;
}

export interface Tick {
  atNs: number;
  x: number;
}

/** Nanoseconds to pixels: linear, except for pauses that are cut out and marked. */
export interface TimeScale {
  breaks: AxisBreak[];
  ticks: Tick[];
  position(atNs: number): number;
}

const BREAK_WIDTH = 84;
const MAX_BREAKS = 5;
/** A pause is cut out when it is this part of the axis, and this many times the usual pause. */
const LONG_PART = 0.12;
const LONG_FACTOR = 10;
const TICK_DISTANCE = 72;

interface Gap {
  fromNs: number;
  toNs: number;
}

/** Pauses that dwarf the usual one and would take a good part of the axis, the longest first. */
function findLongGaps(times: readonly number[]): Gap[] {
  const gaps = times.slice(1).map((toNs, index) => ({ fromNs: times[index] ?? toNs, toNs }));
  gaps.sort((a, b) => b.toNs - b.fromNs - (a.toNs - a.fromNs));
  const middle = gaps[gaps.length >> 1];
  const usual = middle === undefined ? 0 : middle.toNs - middle.fromNs;
  let left = (times.at(-1) ?? 0) - (times[0] ?? 0);
  const long: Gap[] = [];
  for (const gap of gaps.slice(0, MAX_BREAKS)) {
    const length = gap.toNs - gap.fromNs;
    if (length < LONG_PART * left || length < LONG_FACTOR * usual || length === left) break;
    long.push(gap);
    left -= length;
  }
  return long.sort((a, b) => a.fromNs - b.fromNs);
}

/** 1, 2 or 5 times a power of ten, at least `minimum`. */
function roundStep(minimum: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(minimum, 1)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= minimum) ?? 10 * power;
}

/** The axis for steps at `times` (nanoseconds, any order, not empty) from `left`, `width` pixels wide. */
export function makeTimeScale(times: readonly number[], left: number, width: number): TimeScale {
  const sorted = [...new Set(times)].sort((a, b) => a - b);
  const first = sorted[0] ?? 0;
  const last = sorted.at(-1) ?? first;
  const gaps = findLongGaps(sorted);
  const cut = gaps.reduce((sum, gap) => sum + gap.toNs - gap.fromNs, 0);
  const perNs = (width - gaps.length * BREAK_WIDTH) / Math.max(1, last - first - cut);

  const position = (atNs: number): number => {
    let x = left + (atNs - first) * perNs;
    for (const gap of gaps) {
      if (atNs <= gap.fromNs) break;
      const inside = Math.min(atNs, gap.toNs) - gap.fromNs;
      x += (inside / (gap.toNs - gap.fromNs)) * BREAK_WIDTH - inside * perNs;
    }
    return x;
  };

  const breaks = gaps.map(({ fromNs, toNs }) => ({ fromNs, toNs, x: position(fromNs), width: BREAK_WIDTH }));
  return {
    breaks,
    ticks: makeTicks(first, last, gaps, position, roundStep(TICK_DISTANCE / perNs)),
    position,
  };
}

/** Round times, and the first one after each break; none inside a break, none too near another. */
function makeTicks(
  first: number,
  last: number,
  gaps: readonly Gap[],
  position: (atNs: number) => number,
  step: number,
): Tick[] {
  const segments = [first, ...gaps.map((gap) => gap.toNs)].map((fromNs, index) => ({
    fromNs,
    toNs: gaps[index]?.fromNs ?? last,
  }));
  return segments.flatMap(({ fromNs, toNs }) => {
    const ticks: Tick[] = [{ atNs: fromNs, x: position(fromNs) }];
    for (let atNs = Math.ceil(fromNs / step) * step; atNs <= toNs; atNs += step) {
      const x = position(atNs);
      if (x - (ticks.at(-1)?.x ?? x) >= TICK_DISTANCE * 0.8) ticks.push({ atNs, x });
    }
    return ticks;
  });
}
