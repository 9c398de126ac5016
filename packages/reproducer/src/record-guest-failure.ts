import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  describeArtifact,
  type Environment,
  type FailedGuestRun,
  RUN_FILES,
  writeFailedGuestRun,
} from '@uringlab/schema';
import { Journal } from '@uringlab/undo';
import type { ReproduceRequest } from './reproduce.ts';
import { openRunDirectory } from './run-directory.ts';

/** A guest that failed in a run, and what was known of it before. */
export interface GuestFailure {
  request: Pick<ReproduceRequest, 'scenario' | 'consumer' | 'options' | 'out' | 'labVersion'>;
  environment: Environment;
  filesystem: string;
  failure: FailedGuestRun['failure'];
  console: string;
}

/**
 * Writes the run directory of a run whose guest failed: run.json and console.txt, from which the analyzer makes a finding. Throws E_PATH
 * for a directory that has something in it, and errors of the system.
 */
export async function recordGuestFailure(failed: GuestFailure): Promise<FailedGuestRun> {
  const { request, environment, filesystem, failure } = failed;
  const { scenario, consumer, options } = request;
  const journal = await Journal.open();
  try {
    const directory = await openRunDirectory(request.out, journal);
    await writeFile(join(directory.path, RUN_FILES.console), failed.console);
    const run: FailedGuestRun = {
      ...{ format: 'uringlab-run', kind: 'guest-failure', version: 1 },
      id: randomBytes(8).toString('hex'),
      createdAt: new Date().toISOString(),
      lab: { name: 'uringlab', version: request.labVersion },
      scenario: {
        name: scenario.name,
        title: scenario.title,
        seed: options.seed,
        blockBytes: options.blockBytes,
      },
      consumer,
      environment,
      filesystem,
      failure,
      artifacts: [await describeArtifact(directory.path, RUN_FILES.console)],
    };
    await writeFailedGuestRun(directory.path, run);
    await directory.keep();
    return run;
  } finally {
    await journal.undoAll();
  }
}
