import { LabError } from '@uringlab/schema';
import { describeMade, isWithin, type Made, pathOf, type UndoProblem } from './made.ts';
import { undoMade } from './undo-made.ts';

/** Undoes entries of a journal, the last first, and reports each one done. Returns those that stay. */
export async function undoEntries(
  entries: ReadonlyMap<number, Made>,
  done: (id: number, made: Made) => void,
): Promise<UndoProblem[]> {
  const problems: UndoProblem[] = [];
  for (const [id, made] of [...entries].reverse()) {
    try {
      refuseWhileNeeded(made, problems);
      await undoMade(made);
      done(id, made);
    } catch (error) {
      problems.push({ made, error: toLabError(error, made) });
    }
  }
  return problems;
}

/** A tracefs instance that could not be removed outlives the mount it is reached by: then the mount stays too. */
function refuseWhileNeeded(made: Made, problems: readonly UndoProblem[]): void {
  if (made.kind !== 'mount') return;
  const needed = problems.find((problem) => {
    const path = problem.made === null ? undefined : pathOf(problem.made);
    return path !== undefined && isWithin(path, made.path);
  });
  if (needed?.made) {
    throw new LabError('E_SYSTEM', `${describeMade(made)} stays because ${describeMade(needed.made)} does`);
  }
}

function toLabError(error: unknown, made: Made): LabError {
  if (error instanceof LabError) return error;
  return new LabError('E_SYSTEM', `${describeMade(made)} could not be undone`, { cause: error });
}
