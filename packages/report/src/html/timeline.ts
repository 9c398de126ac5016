import { formatNanoseconds, type Lane, type RequestLife, type Step } from '@uringlab/schema';
import { makeTimeScale, type TimeScale } from './time-scale.ts';
import { halfWidth, labelMark, MARK, type Mark, makeMarks, stack } from './timeline-marks.ts';

const LANES: ReadonlyArray<readonly [Lane, string]> = [
  ['application', 'application'],
  ['sq-thread', 'SQ thread'],
  ['io-wq', 'io-wq'],
  ['task-work', 'task work'],
  ['readahead', 'readahead'],
  ['block', 'block'],
  ['completion', 'completion'],
];

/** Steps that are drawn and listed. */
const STEP_LIMIT = 400;
const WIDTH = 1118;
const LEFT = 110;
const RIGHT = 40;
const AXIS = 38;
const ROW = 26;
const PADDING = 7;
/** A break is drawn narrower than it is, so that marks at its ends stand free. */
const BREAK_INSET = 14;

/** Something begins, and something else ends it: drawn as a bar under the marks. */
const SPANS: ReadonlyArray<readonly [Step['kind'], Step['kind']]> = [
  ['bio-queued', 'bio-completed'],
  ['submit', 'complete'],
];

const round = (value: number): number => Math.round(value * 10) / 10;

function diamond(x: number, y: number): string {
  const reach = MARK / 2 + 2;
  return `${round(x)},${y - reach} ${round(x + reach)},${y} ${round(x)},${y + reach} ${round(x - reach)},${y}`;
}

function drawnBreaks(scale: TimeScale) {
  return scale.breaks.map(({ fromNs, toNs, x, width }) => ({
    fromNs,
    toNs,
    x: round(x + BREAK_INSET),
    width: width - 2 * BREAK_INSET,
  }));
}

interface Placed {
  lanes: { name: string; y: number; height: number; middle: number; odd: boolean }[];
  marks: ReturnType<typeof drawMark>[];
  height: number;
}

function drawMark(mark: Mark, top: number, label: string | null, steps: readonly Step[]) {
  const y = top + PADDING + mark.row * ROW + ROW / 2;
  const half = halfWidth(mark);
  const [at, text] = [steps[mark.id - 1]?.atNs ?? 0, steps[mark.id - 1]?.text ?? ''];
  return {
    ...mark,
    y,
    x: round(mark.x),
    labelX: round(mark.x + half + 3),
    label,
    left: round(mark.x - half),
    top: y - MARK / 2,
    width: round(2 * half),
    height: MARK,
    points: diamond(mark.x, y),
    isDiamond: mark.shape === 'diamond',
    rounding: mark.shape === 'circle' ? MARK / 2 : 2,
    title: `${mark.number} ${mark.kind.replace('-', ' ')}, +${formatNanoseconds(at)}: ${text}`,
  };
}

function placeLanes(marks: readonly Mark[], steps: readonly Step[], scale: TimeScale): Placed {
  const breaks = drawnBreaks(scale);
  const placed: Placed = { lanes: [], marks: [], height: AXIS };
  for (const [lane, name] of LANES) {
    const own = marks.filter((mark) => mark.lane === lane).sort((a, b) => a.x - b.x);
    if (own.length === 0) continue;
    const height = stack(own) * ROW + 2 * PADDING;
    const top = placed.height;
    placed.lanes.push({
      name,
      y: top,
      height,
      middle: top + height / 2 + 4,
      odd: placed.lanes.length % 2 === 1,
    });
    placed.marks.push(...own.map((mark) => drawMark(mark, top, labelMark(mark, own, breaks, WIDTH), steps)));
    placed.height += height;
  }
  placed.marks.sort((a, b) => a.id - b.id);
  return placed;
}

function findSpans(steps: readonly Step[], placed: Placed, scale: TimeScale) {
  return SPANS.flatMap(([from, to]) => {
    const start = steps.findIndex((step) => step.kind === from);
    const end = steps.findIndex((step, index) => index > start && step.kind === to);
    const mark = placed.marks.find((candidate) => candidate.steps.includes(start + 1));
    const [first, last] = [steps[start], steps[end]];
    if (first === undefined || last === undefined || mark === undefined) return [];
    const x = scale.position(first.atNs);
    return [{ x: round(x), y: mark.y + 8, width: round(scale.position(last.atNs) - x) }];
  });
}

/** Where a drawing stands: on the page that lists its steps, or beside others on a page that links to that. */
export interface Placement {
  name: string;
  idPrefix: string;
  /** Address of the page that lists the steps; empty for the same. */
  page: string;
}

const OWN_PAGE: Placement = { name: 'request timeline', idPrefix: '', page: '' };

/** The SVG of a request's life, and the list of its steps; null when it has none. Times are microseconds. */
export function makeTimeline(request: RequestLife | undefined, placement: Placement = OWN_PAGE) {
  if (request === undefined || request.steps.length === 0) return null;
  const steps = request.steps.slice(0, STEP_LIMIT);
  const scale = makeTimeScale(
    steps.map((step) => step.atNs),
    LEFT + MARK,
    WIDTH - LEFT - RIGHT - MARK,
  );
  const placed = placeLanes(makeMarks(steps, scale), steps, scale);
  const microseconds = (ns: number): string => String(Math.round(ns / 100) / 10);
  return {
    ...placement,
    isThinned: placed.marks.some((mark) => mark.number.includes('+')),
    omitted: request.steps.length - steps.length,
    width: WIDTH,
    height: placed.height + 6,
    left: LEFT,
    lanesTop: AXIS,
    lanesHeight: placed.height - AXIS,
    lanes: placed.lanes,
    marks: placed.marks,
    spans: findSpans(steps, placed, scale),
    path: placed.marks.map((mark) => `${mark.x},${mark.y}`).join(' '),
    ticks: scale.ticks.map(({ atNs, x }) => ({ x: round(x), label: microseconds(atNs) })),
    breaks: drawnBreaks(scale).map(({ fromNs, toNs, x, width }) => ({
      x,
      width,
      middle: round(x + width / 2),
      label: formatNanoseconds(toNs - fromNs),
    })),
    steps: steps.map((step, index) => ({
      number: index + 1,
      at: microseconds(step.atNs),
      lane: LANES.find(([lane]) => lane === step.lane)?.[1] ?? step.lane,
      kind: step.kind.replace('-', ' '),
      short: step.kind === 'short',
      text: step.text,
      line: step.line ?? '(from the ring, no trace line)',
    })),
  };
}
