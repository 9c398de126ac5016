import { LabError, toLabError } from '@uringlab/schema';
import type { Journal } from '@uringlab/undo';
import type { RunDirectory } from './run-directory.ts';

/** Undoes all of a run that failed, and says what is still there. */
export async function undoFailed(journal: Journal, directory: RunDirectory | undefined): Promise<string[]> {
  const left: string[] = [];
  for (const { error } of await journal.undoAll()) left.push(error.message);
  await directory?.discard().catch((error: Error) => left.push(error.message));
  return left;
}

/** The error that a failed run ends in: why it failed, and what of it is left on the machine. A defect of the lab stays as it is. */
export function describeFailure(cause: unknown, left: readonly string[], isInterrupted: boolean): unknown {
  const known = isInterrupted ? new LabError('E_INTERRUPTED', 'stopped by a signal') : toLabError(cause);
  if (known === undefined || (left.length === 0 && !isInterrupted)) return known ?? cause;
  const state = left.length === 0 ? 'everything was undone' : `left behind: ${left.join('; ')}`;
  const hints = [known.hint, left.length === 0 ? undefined : 'try `uringlab clean`'];
  const hint = hints.filter((text) => text !== undefined).join('; then ');
  return new LabError(known.code, `${known.message}; ${state}`, {
    ...(hint === '' ? {} : { hint }),
    cause: known.cause,
  });
}
