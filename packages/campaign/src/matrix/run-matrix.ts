import { join } from 'node:path';
import {
  CAMPAIGN_FILES,
  type Matrix,
  type MatrixCell,
  MatrixSchema,
  type MatrixSpec,
} from '@uringlab/schema';
import { directoryName } from '../directory-name.ts';
import type { Executor } from '../executor/executor.ts';
import { makeRun } from '../make-run.ts';
import { StateFile } from '../state-file.ts';
import { cellName, missingSeeds, planCells } from './plan-cells.ts';

export interface MatrixRequest {
  spec: MatrixSpec;
  /** The matrix's directory: new, or one that is to be gone on with. */
  out: string;
  executor: Executor;
  lab: Matrix['lab'];
  signal: AbortSignal;
  /** Cells of the spec that make no sense are left out; all of them make sense without it. */
  applies?: (cell: MatrixCell) => boolean;
  /** Asked before each run: true ends the matrix where it is. */
  isEnough?: () => boolean;
  /** Told what is being done, for people. */
  onProgress(text: string): void;
}

interface Work {
  cell: MatrixCell;
  seed: number;
}

/** Every cell once before any a second time: a matrix that is stopped early has seen most. */
function listWork(cells: readonly MatrixCell[], spec: MatrixSpec): Work[] {
  const missing = cells.map((cell) => ({ cell, seeds: missingSeeds(cell, spec) }));
  return Array.from({ length: spec.repetitions }, (_, round) =>
    missing.flatMap(({ cell, seeds }) => {
      const seed = seeds[round];
      return seed === undefined ? [] : [{ cell, seed }];
    }),
  ).flat();
}

function placeOf({ kernel, filesystem, scenario }: MatrixCell, seed: number): string {
  return join('runs', directoryName(kernel.name), filesystem, directoryName(scenario.name), String(seed));
}

/**
 * Makes the runs that the matrix lacks. Its state is written after each, so that the same call goes on where an earlier one ended.
 * A cell whose run could not be made is left for the next call.
 *
 * Throws E_INTERRUPTED when `signal` is aborted, E_PATH, E_CAMPAIGN_BUSY, E_USAGE, E_NO_SPACE, E_RUN_DAMAGED.
 */
export async function runMatrix(request: MatrixRequest): Promise<Matrix> {
  const { spec, executor, signal, onProgress } = request;
  const state = await StateFile.open(request.out, CAMPAIGN_FILES.matrix, MatrixSchema);
  try {
    const earlier = await state.read();
    const matrix: Matrix = {
      format: 'uringlab-matrix',
      version: 1,
      lab: request.lab,
      createdAt: earlier?.createdAt ?? new Date().toISOString(),
      repetitions: spec.repetitions,
      cells: planCells(spec, earlier, request.applies),
    };
    await state.write(matrix);
    const work = listWork(matrix.cells, spec);
    const total = work.length;
    const next = async (): Promise<void> => {
      for (let item = work.shift(); item !== undefined; item = work.shift()) {
        const { cell, seed } = item;
        if (cell.notRun !== null) continue;
        if (request.isEnough?.() === true) return;
        onProgress(`${total - work.length} of ${total}: ${cellName(cell)}`);
        const made = await makeRun(executor, state.directory, placeOf(cell, seed), { ...cell, seed }, signal);
        if ('run' in made) cell.runs.push(made.run);
        else cell.notRun = made.notRun;
        await state.write(matrix);
      }
    };
    const workers = await Promise.allSettled(Array.from({ length: executor.slots }, next));
    for (const worker of workers) if (worker.status === 'rejected') throw worker.reason;
    return matrix;
  } finally {
    await state.close();
  }
}
