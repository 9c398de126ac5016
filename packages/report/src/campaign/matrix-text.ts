import type { Matrix } from '@uringlab/schema';
import { makePrintable } from '../text/plain-text.ts';
import { describeStates, summarizeCell } from './cell-summary.ts';
import { RATE_HEAD, rateCells } from './rate-cells.ts';
import { textTable } from './text-table.ts';

const HEAD = ['kernel', 'fs', 'scenario', 'result', ...RATE_HEAD];

/** The matrix as a table for terminals and mails, and below it why cells were not run. */
export function renderMatrixText(matrix: Matrix): string {
  const { cells } = makePrintable(matrix);
  const rows = cells.map((cell) => {
    const { word } = summarizeCell(cell);
    return [cell.kernel.name, cell.filesystem, cell.scenario.name, word, ...rateCells(cell.runs)];
  });
  const notes = new Map<string, number>();
  for (const cell of cells) {
    const { detail, word } = summarizeCell(cell);
    if (detail !== '') notes.set(`${word}: ${detail}`, (notes.get(`${word}: ${detail}`) ?? 0) + 1);
  }
  return [
    textTable([HEAD, ...rows]),
    '',
    ...[...notes].map(([note, count]) => `${note} (${count} ${count === 1 ? 'cell' : 'cells'})`),
    describeStates(cells),
    '',
  ].join('\n');
}
