import type { CampaignRun, Matrix, MatrixCell } from '@uringlab/schema';
import { pageFrame } from '../html/frame.ts';
import { htmlTemplate } from '../templates.ts';
import { makePrintable } from '../text/plain-text.ts';
import { describeStates, summarizeCell } from './cell-summary.ts';

const renderTemplate = htmlTemplate('matrix.html.hbs', ['head.html.hbs', 'campaign-runs.html.hbs']);

/** Runs that get a row of their own, of each cell. */
const SHOWN_RUNS = 20;

/** Rows of runs for the pages of campaigns: what is left out is counted. */
export function listRuns(runs: readonly CampaignRun[]) {
  return {
    rows: runs.slice(0, SHOWN_RUNS).map((run) => ({
      directory: run.directory,
      href: run.directory.split('/').map(encodeURIComponent).join('/'),
      seed: run.seed,
      seconds: run.seconds.toFixed(1),
      title: run.title,
      confidence: run.confidence,
      operations: run.operations === null ? '' : `${run.operations.hits} of ${run.operations.total}`,
    })),
    shown: Math.min(runs.length, SHOWN_RUNS),
    total: runs.length,
    isThinned: runs.length > SHOWN_RUNS,
  };
}

function describeGrid(cells: readonly MatrixCell[]) {
  const columns = [...new Set(cells.map(({ filesystem, scenario }) => `${filesystem} ${scenario.name}`))];
  const kernels = [...new Set(cells.map(({ kernel }) => kernel.name))];
  return {
    columns,
    rows: kernels.map((kernel) => ({
      kernel,
      cells: columns.map((column) => {
        const index = cells.findIndex(
          (cell) => cell.kernel.name === kernel && `${cell.filesystem} ${cell.scenario.name}` === column,
        );
        const cell = cells[index];
        if (cell === undefined) return { number: null, state: '', word: '', count: '' };
        const { state, word } = summarizeCell(cell);
        const faults = cell.runs.filter(({ fault }) => fault === true).length;
        return {
          number: index + 1,
          state,
          word,
          count: cell.runs.length === 0 ? '' : `${faults}/${cell.runs.length}`,
        };
      }),
    })),
  };
}

/** One self-contained page: the grid, then each cell with its rates and runs. */
export function renderMatrixPage(matrix: Matrix): string {
  const clean = makePrintable(matrix);
  return renderTemplate({
    ...pageFrame(`matrix: ${describeStates(clean.cells)}`),
    lab: clean.lab,
    createdAt: clean.createdAt,
    states: describeStates(clean.cells),
    repetitions: clean.repetitions,
    grid: describeGrid(clean.cells),
    cells: clean.cells.map((cell, index) => ({
      number: index + 1,
      kernel: cell.kernel.name,
      append: cell.kernel.append,
      filesystem: cell.filesystem,
      scenario: cell.scenario.name,
      consumer: cell.scenario.consumer ?? "the scenario's own",
      ...summarizeCell(cell),
      list: listRuns(cell.runs),
    })),
  });
}
