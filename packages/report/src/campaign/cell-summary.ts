import {
  type CampaignRun,
  formatRate,
  type MatrixCell,
  type NotRun,
  type Rate,
  rate,
} from '@uringlab/schema';

/** What a cell comes to: a fault in any run weighs most, and what was not run is not a pass. */
export type CellState = 'fault' | 'clean' | 'open' | 'not-run';

export interface CellSummary {
  state: CellState;
  /** `fault`, `no fault`, `cannot tell`, `not run`. */
  word: string;
  /** Runs with a fault of all, and the 95 % Wilson interval; empty without runs. */
  runs: string;
  /** The same for the operations of these runs. */
  operations: string;
  /** What it says: the verdict that came up most, or why there is none. */
  detail: string;
  seconds: number;
}

const WORDS: Readonly<Record<CellState, string>> = {
  fault: 'fault',
  clean: 'no fault',
  open: 'cannot tell',
  'not-run': 'not run',
};

function stateOf(runs: readonly CampaignRun[]): CellState {
  if (runs.length === 0) return 'not-run';
  if (runs.some((run) => run.fault === true)) return 'fault';
  return runs.some((run) => run.fault === null) ? 'open' : 'clean';
}

/** The title that most runs of the state have. */
function commonTitle(runs: readonly CampaignRun[], state: CellState): string {
  const fault = { fault: true, clean: false, open: null, 'not-run': undefined }[state];
  const counts = new Map<string, number>();
  for (const run of runs) if (run.fault === fault) counts.set(run.title, (counts.get(run.title) ?? 0) + 1);
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most?.[0] ?? '';
}

export function describeNotRun({ code, message }: NotRun): string {
  return `${code}: ${message}`;
}

/** Runs with a fault; what has no verdict counts as neither. */
export function rateOfRuns(runs: readonly CampaignRun[]): Rate {
  const told = runs.filter(({ fault }) => fault !== null);
  return rate(told.filter(({ fault }) => fault === true).length, told.length);
}

/** Operations that failed, of the runs that have a verdict. */
export function rateOfOperations(runs: readonly CampaignRun[]): Rate {
  let hits = 0;
  let total = 0;
  for (const { operations, fault } of runs) {
    if (operations === null || fault === null) continue;
    if (fault) hits += operations.hits;
    total += operations.total;
  }
  return rate(hits, total);
}

/** `3 of 5 (60 %, 95 % interval 23 % to 88 %)`; empty where nothing was counted. */
export function describeRate(value: Rate): string {
  return value.total === 0 ? '' : formatRate(value);
}

export function summarizeCell({ runs, notRun }: MatrixCell): CellSummary {
  const state = stateOf(runs);
  const title = commonTitle(runs, state);
  const reason = notRun === null ? '' : describeNotRun(notRun);
  return {
    state,
    word: WORDS[state],
    runs: describeRate(rateOfRuns(runs)),
    operations: describeRate(rateOfOperations(runs)),
    detail: [title, reason === '' || title === '' ? reason : `then not run: ${reason}`]
      .filter(Boolean)
      .join('; '),
    seconds: runs.reduce((sum, run) => sum + run.seconds, 0),
  };
}

/** How many cells came to what. */
export function countStates(cells: readonly MatrixCell[]): Record<CellState, number> {
  const counts: Record<CellState, number> = { fault: 0, clean: 0, open: 0, 'not-run': 0 };
  for (const cell of cells) counts[summarizeCell(cell).state]++;
  return counts;
}

/** `6 cells: 2 fault, 3 no fault, 0 cannot tell, 1 not run`. */
export function describeStates(cells: readonly MatrixCell[]): string {
  const counts = countStates(cells);
  const parts = (Object.keys(WORDS) as CellState[]).map((state) => `${counts[state]} ${WORDS[state]}`);
  return `${cells.length} cells: ${parts.join(', ')}`;
}
