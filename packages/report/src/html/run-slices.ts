import { OP_OUTCOME, type OpsColumns, type Phase, type Run } from '@uringlab/schema';

/** Slices that the time of all phases is cut into, each of them a choice of the reader's. */
const SLICES = 40;
/** Phases that are drawn: each has at least two slices. */
const SHOWN_PHASES = SLICES / 2;
export const BARS_PER_SLICE = 4;

/** What came of a request, the gravest first. */
export const KINDS = ['wrong', 'error', 'short', 'full'] as const;
export type Kind = (typeof KINDS)[number];

/** Requests that were submitted within a stretch of time. */
export interface Bar {
  counts: Record<Kind, number>;
  total: number;
  /** Nanoseconds of the slowest of them; 0 without any. */
  slowestNs: number;
}

export interface Slice {
  phase: Phase;
  /** Nanoseconds after the phase began. */
  fromNs: number;
  toNs: number;
  /** Rows of ops.arrow, in the order of submission. */
  rows: number[];
  bars: Bar[];
}

/** Nanoseconds from submission to the first completion. */
export function latencyOf(ops: OpsColumns, row: number): number {
  return Math.max(0, Number((ops.completeNs[row] ?? 0n) - (ops.submitNs[row] ?? 0n)));
}

/** `legalTail`: other bytes behind the end of a file are nobody's, so that they do not make a read wrong. */
export function kindOf(ops: OpsColumns, row: number, legalTail: boolean): Kind {
  const result = ops.result[row] ?? 0;
  if (ops.outcome[row] === OP_OUTCOME.mismatch && !legalTail) return 'wrong';
  if (result < 0) return 'error';
  return result < (ops.length[row] ?? 0) ? 'short' : 'full';
}

function emptyBar(): Bar {
  return { counts: { wrong: 0, error: 0, short: 0, full: 0 }, total: 0, slowestNs: 0 };
}

function cutPhase(phase: Phase, slices: number): Slice[] {
  const width = Math.max(1, phase.elapsedNs) / slices;
  return Array.from({ length: slices }, (_, index) => ({
    phase,
    fromNs: index * width,
    toNs: (index + 1) * width,
    rows: [],
    bars: Array.from({ length: BARS_PER_SLICE }, emptyBar),
  }));
}

/**
 * The requests of a run by the time of their submission. Every phase has as many slices as another, so that a short one shows as
 * well; phases beyond the twentieth, and those that did nothing, have none.
 */
export function sliceRun(run: Run, ops: OpsColumns, legalTail: boolean): { slices: Slice[]; left: number } {
  const busy = run.phases.filter(({ operations }) => operations > 0);
  const shown = busy.slice(0, SHOWN_PHASES);
  const perPhase = Math.floor(SLICES / Math.max(1, shown.length));
  const slices = shown.flatMap((phase) => cutPhase(phase, perPhase));

  for (const [index, phase] of shown.entries()) {
    const perNs = (perPhase * BARS_PER_SLICE) / Math.max(1, phase.elapsedNs);
    for (let row = phase.firstRow; row < phase.firstRow + phase.operations; row += 1) {
      const at = Number((ops.submitNs[row] ?? 0n) - BigInt(phase.startNs));
      const place = Math.min(perPhase * BARS_PER_SLICE - 1, Math.max(0, Math.floor(at * perNs)));
      const slice = slices[index * perPhase + Math.floor(place / BARS_PER_SLICE)];
      const bar = slice?.bars[place % BARS_PER_SLICE];
      if (slice === undefined || bar === undefined) continue;
      slice.rows.push(row);
      bar.counts[kindOf(ops, row, legalTail)] += 1;
      bar.total += 1;
      bar.slowestNs = Math.max(bar.slowestNs, latencyOf(ops, row));
    }
  }
  return { slices, left: busy.length - shown.length };
}
