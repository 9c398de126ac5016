import { wrapProse } from './columns.ts';

/** Rows as columns of fixed widths, their cells folded at blanks, with a blank line between the rows; the first row is the head. */
export function wrappedTable(widths: readonly number[], rows: readonly (readonly string[])[]): string {
  const lines = rows.map((row) => {
    const cells = row.map((cell, column) =>
      cell.split('\n').flatMap((line) => wrapProse(line, widths[column] ?? line.length)),
    );
    const height = Math.max(...cells.map(({ length }) => length));
    return Array.from({ length: height }, (_, line) =>
      cells
        .map((cell, column) => (cell[line] ?? '').padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    ).join('\n');
  });
  return lines.join('\n\n');
}
