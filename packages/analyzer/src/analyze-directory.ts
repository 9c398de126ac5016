import {
  type Findings,
  isCommandRun,
  readCommandRunContents,
  readRunContents,
  writeFindings,
} from '@uringlab/schema';
import { findCause } from './analyze-run.ts';
import { findCommandCause } from './command/analyze-command.ts';

/** The findings of a run directory, be it of a scenario or of a command. Throws E_RUN_DAMAGED when it is not a whole run. */
export async function findCauseIn(directory: string): Promise<Findings> {
  if (await isCommandRun(directory)) return findCommandCause(await readCommandRunContents(directory));
  return findCause(await readRunContents(directory));
}

/** The same, written to findings.json beside the rest. */
export async function analyzeRun(directory: string): Promise<Findings> {
  const findings = await findCauseIn(directory);
  await writeFindings(directory, findings);
  return findings;
}
