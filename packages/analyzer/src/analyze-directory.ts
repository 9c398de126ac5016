import {
  type Findings,
  readCommandRunContents,
  readFailedGuestContents,
  readRunContents,
  readRunKind,
  writeFindings,
} from '@uringlab/schema';
import { findCause } from './analyze-run.ts';
import { findCommandCause } from './command/analyze-command.ts';
import { findGuestFailure } from './guest/find-guest-failure.ts';

/**
 * The findings of a run directory, be it of a scenario, of a command, or of a guest that failed. Throws E_RUN_DAMAGED when it is not a
 * whole run.
 */
export async function findCauseIn(directory: string): Promise<Findings> {
  switch (await readRunKind(directory)) {
    case 'command':
      return findCommandCause(await readCommandRunContents(directory));
    case 'guest-failure':
      return findGuestFailure(await readFailedGuestContents(directory));
    case 'scenario':
      return findCause(await readRunContents(directory));
  }
}

/** The same, written to findings.json beside the rest. */
export async function analyzeRun(directory: string): Promise<Findings> {
  const findings = await findCauseIn(directory);
  await writeFindings(directory, findings);
  return findings;
}
