import { isDeepStrictEqual } from 'node:util';
import { LabError, type Matrix, type MatrixCell, type MatrixSpec } from '@uringlab/schema';

function isSameCell(a: MatrixCell, b: MatrixCell): boolean {
  return (
    a.filesystem === b.filesystem &&
    isDeepStrictEqual(a.kernel, b.kernel) &&
    isDeepStrictEqual(a.scenario, b.scenario)
  );
}

/** How people name a cell. */
export function cellName({ kernel, filesystem, scenario }: MatrixCell): string {
  return `${kernel.name}, ${filesystem}, ${scenario.name}`;
}

/**
 * The cells of a spec, with the runs that an earlier matrix has made of them. Throws E_USAGE when that one has runs of cells
 * that the spec does not have: they would be lost from the table.
 */
export function planCells(
  spec: MatrixSpec,
  earlier: Matrix | null,
  applies: (cell: MatrixCell) => boolean = () => true,
): MatrixCell[] {
  const cells = spec.kernels
    .flatMap((kernel) =>
      spec.filesystems.flatMap((filesystem) =>
        spec.scenarios.map(
          (scenario): MatrixCell => ({ kernel, filesystem, scenario, runs: [], notRun: null }),
        ),
      ),
    )
    .filter(applies);
  for (const old of earlier?.cells ?? []) {
    const cell = cells.find((candidate) => isSameCell(candidate, old));
    if (cell !== undefined) cell.runs = old.runs;
    else if (old.runs.length > 0)
      throw new LabError(
        'E_USAGE',
        `the matrix has runs of "${cellName(old)}", which the spec does not have as it was`,
        {
          hint: 'name another directory with --out DIR',
        },
      );
  }
  return cells;
}

/** The seeds that a cell still lacks, in order. */
export function missingSeeds(cell: MatrixCell, { seed, repetitions }: MatrixSpec): number[] {
  const made = new Set(cell.runs.map((run) => run.seed));
  return Array.from({ length: repetitions }, (_, index) => (seed + index) % 2 ** 32).filter(
    (candidate) => !made.has(candidate),
  );
}
