import { formatHex, formatNanoseconds, formatResult, type OpsColumns, type Run } from '@uringlab/schema';
import type { PageInput } from './page.ts';
import {
  BARS_PER_SLICE,
  type Bar,
  KINDS,
  type Kind,
  kindOf,
  latencyOf,
  type Slice,
  sliceRun,
} from './run-slices.ts';

/** Requests of a slice that get a row. */
const SHOWN_REQUESTS = 8;
const WIDTH = 1118;
const LEFT = 118;
const TOP = 22;
const BAND = 50;
const TALLEST = 34;
const SHORTEST = 2;
/** Width of the bar of a request in the list, pixels. */
const SPAN = 160;

const round = (value: number): number => Math.round(value * 10) / 10;
/** `9,812`, whatever the locale of the machine is. */
const count = (value: number): string => value.toLocaleString('en-US');

function describeCounts(bars: readonly Bar[]): string {
  const total = bars.reduce((sum, bar) => sum + bar.total, 0);
  const parts = KINDS.flatMap((kind) => {
    const hits = bars.reduce((sum, bar) => sum + bar.counts[kind], 0);
    return hits === 0 || kind === 'full' ? [] : [`${count(hits)} ${kind}`];
  });
  return [`${count(total)} ${total === 1 ? 'request' : 'requests'}`, ...parts].join(', ');
}

function describePhase({ phase }: Slice): string {
  return `${phase.name}, ${phase.traced ? 'traced' : 'not traced'}`;
}

function describeStretch({ fromNs, toNs }: Slice): string {
  return `+${formatNanoseconds(Math.round(fromNs))} to +${formatNanoseconds(Math.round(toNs))}`;
}

interface Band {
  name: string;
  /** What the tallest bar is worth. */
  most: (highest: number) => string;
  value: (bar: Bar) => number;
  kind: Kind | 'all' | 'slowest';
}

/** How many there were, how slow they were, and a band for whatever went wrong. */
function chooseBands(bars: readonly Bar[]): Band[] {
  const most = (highest: number): string => `most ${count(highest)}`;
  return [
    { name: 'requests', most, value: (bar) => bar.total, kind: 'all' },
    {
      name: 'slowest',
      most: (highest) => `most ${formatNanoseconds(highest)}`,
      value: (bar) => bar.slowestNs,
      kind: 'slowest',
    },
    ...KINDS.filter((kind) => kind !== 'full' && bars.some((bar) => bar.counts[kind] > 0)).map(
      (kind): Band => ({ name: kind, most, value: (bar) => bar.counts[kind], kind }),
    ),
  ];
}

function drawBand({ name, most, value, kind }: Band, index: number, bars: readonly Bar[], barWidth: number) {
  const highest = Math.max(...bars.map(value));
  const base = TOP + (index + 1) * BAND;
  return {
    name,
    kind,
    base,
    nameY: base - 22,
    mostY: base - 8,
    most: most(highest),
    bars: bars.flatMap((bar, at) => {
      if (value(bar) === 0) return [];
      const height = Math.max(SHORTEST, Math.round((value(bar) / highest) * TALLEST));
      return [{ x: round(LEFT + at * barWidth), y: base - height, width: round(barWidth - 1), height }];
    }),
  };
}

/** Those that failed first, then the slowest; told in the order of their submission. */
function chooseRows(rows: readonly number[], ops: OpsColumns, legalTail: boolean): number[] {
  const rank = (row: number): number => KINDS.indexOf(kindOf(ops, row, legalTail));
  return rows
    .map((row) => ({ row, rank: rank(row), latency: latencyOf(ops, row) }))
    .sort((a, b) => a.rank - b.rank || b.latency - a.latency || a.row - b.row)
    .slice(0, SHOWN_REQUESTS)
    .map(({ row }) => row)
    .sort((a, b) => a - b);
}

function describeRow(row: number, slice: Slice, { run, ops, findings }: PageInput, legalTail: boolean) {
  const at = Number((ops.submitNs[row] ?? 0n) - BigInt(slice.phase.startNs));
  const latency = latencyOf(ops, row);
  const scale = SPAN / (slice.toNs - slice.fromNs);
  const file = ops.file[row] ?? 0;
  return {
    row,
    // The one whose life is drawn.
    isDrawn: row === findings.requests[0]?.row,
    at: formatNanoseconds(Math.max(0, at)),
    file: run.files.find(({ index }) => index === file)?.name ?? `file ${file}`,
    offset: formatHex(ops.offset[row] ?? 0n),
    length: ops.length[row] ?? 0,
    result: formatResult(ops.result[row] ?? 0),
    kind: kindOf(ops, row, legalTail),
    took: formatNanoseconds(latency),
    x: round(Math.min(SPAN - SHORTEST, Math.max(0, (at - slice.fromNs) * scale))),
    width: round(Math.min(SPAN, Math.max(SHORTEST, latency * scale))),
  };
}

function drawPhases(slices: readonly Slice[], sliceWidth: number) {
  const firsts = slices.flatMap((slice, index) => (slice.fromNs === 0 ? [{ slice, index }] : []));
  const perPhase = slices.length / firsts.length;
  return firsts.map(({ slice, index }) => ({
    name: describePhase(slice),
    x: round(LEFT + index * sliceWidth),
    end: round(LEFT + (index + perPhase) * sliceWidth - 6),
    elapsed: formatNanoseconds(slice.phase.elapsedNs),
  }));
}

/** The slice that is open at first: the first with the gravest that happened, else that of the slowest request. */
function firstOfInterest(slices: readonly Slice[]): number {
  for (const kind of KINDS.slice(0, -1)) {
    const found = slices.findIndex(({ bars }) => bars.some(({ counts }) => counts[kind] > 0));
    if (found >= 0) return found;
  }
  const slowest = slices.map(({ bars }) => Math.max(...bars.map(({ slowestNs }) => slowestNs)));
  return slowest.indexOf(Math.max(...slowest));
}

/**
 * All requests of a run over its time: a drawing of how many there were, how slow they were and what came of them, whose slices lead
 * to the requests of each. Few of them get a row, and it says how many do; null without requests.
 */
export function makeRunTimeline(input: PageInput) {
  const { run, ops, findings } = input;
  const legalTail = findings.verdict.class === 'legal-short-read';
  const { slices, left } = sliceRun(run, ops, legalTail);
  if (slices.length === 0) return null;
  const bars = slices.flatMap((slice) => slice.bars);
  const sliceWidth = (WIDTH - LEFT) / slices.length;
  const bands = chooseBands(bars).map((band, index) =>
    drawBand(band, index, bars, sliceWidth / BARS_PER_SLICE),
  );
  const bottom = TOP + bands.length * BAND;
  const first = firstOfInterest(slices);
  const lists = slices.map((slice, index) => {
    const rows = chooseRows(slice.rows, ops, legalTail);
    return {
      number: index + 1,
      isFirst: index === first,
      x: round(LEFT + index * sliceWidth),
      width: round(sliceWidth),
      title: `${describePhase(slice)}, ${describeStretch(slice)}: ${describeCounts(slice.bars)}`,
      thinned: rows.length < slice.rows.length ? `showing ${rows.length} of ${count(slice.rows.length)}` : '',
      rows: rows.map((row) => describeRow(row, slice, input, legalTail)),
    };
  });
  return {
    total: count(countRows(run)),
    shown: count(lists.reduce((sum, { rows }) => sum + rows.length, 0)),
    isThinned: lists.some(({ thinned }) => thinned !== ''),
    perSlice: SHOWN_REQUESTS,
    phasesLeft: left,
    summary: describeCounts(bars),
    width: WIDTH,
    height: bottom + 6,
    left: LEFT,
    top: TOP,
    tall: bottom - TOP,
    spanWidth: SPAN,
    bands,
    phases: drawPhases(slices, sliceWidth),
    slices: lists,
  };
}

function countRows(run: Run): number {
  return run.phases.reduce((sum, { operations }) => sum + operations, 0);
}
