import type { Matrix, MatrixCell } from '@uringlab/schema';
import { htmlTemplate } from '../templates.ts';
import { makePrintable } from '../text/plain-text.ts';
import { countStates, summarizeCell } from './cell-summary.ts';

const renderTemplate = htmlTemplate('matrix.junit.xml.hbs');

function describeCase(cell: MatrixCell) {
  const summary = summarizeCell(cell);
  const rates = [summary.runs, summary.operations].filter(Boolean).join('; operations ');
  return {
    name: `${cell.filesystem} ${cell.scenario.name}`,
    kernel: cell.kernel.name,
    seconds: summary.seconds.toFixed(3),
    detail: summary.detail,
    rates: rates === '' ? 'no runs' : `runs ${rates}`,
    isFault: summary.state === 'fault',
    isOpen: summary.state === 'open',
    isNotRun: summary.state === 'not-run',
  };
}

/**
 * JUnit XML as CI servers read it: a suite for each kernel, a case for each cell. A fault is a failure, "cannot tell" an error, and
 * what was not run is skipped.
 */
export function renderMatrixJunit(matrix: Matrix): string {
  const { cells } = makePrintable(matrix);
  const kernels = [...new Set(cells.map(({ kernel }) => kernel.name))];
  return renderTemplate({
    suites: kernels.map((name) => {
      const own = cells.filter(({ kernel }) => kernel.name === name);
      const counts = countStates(own);
      return {
        name,
        tests: own.length,
        failures: counts.fault,
        errors: counts.open,
        skipped: counts['not-run'],
        cases: own.map(describeCase),
      };
    }),
  });
}
