import {
  type Findings,
  readCommandRunParts,
  readFailedGuestContents,
  readRunKind,
  readRunParts,
  writeFindings,
} from '@uringlab/schema';
import { findCause } from './analyze-run.ts';
import { findCommandCause } from './command/analyze-command.ts';
import { findGuestFailure } from './guest/find-guest-failure.ts';

/**
 * The findings of a run directory, be it of a scenario, of a command, or of a guest that failed. Throws E_RUN_DAMAGED when it is not a
 * run directory; what else is missing or damaged is told, and takes away from the verdict.
 */
export async function findCauseIn(directory: string): Promise<Findings> {
  switch (await readRunKind(directory)) {
    case 'command':
      return findCommandCause(await readCommandRunParts(directory));
    case 'guest-failure':
      return findGuestFailure(await readFailedGuestContents(directory));
    case 'scenario':
      return findCause(await readRunParts(directory));
  }
}

/** The same, written to findings.json beside the rest. */
export async function analyzeRun(directory: string): Promise<Findings> {
  const findings = await findCauseIn(directory);
  await writeFindings(directory, findings);
  return findings;
}
