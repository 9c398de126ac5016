import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { CampaignRun, NotRun } from '@uringlab/schema';
import type { Executor, RunRequest } from './executor/executor.ts';

/** Either the run, or why there is none. */
export type MadeRun = { run: CampaignRun } | { notRun: NotRun };

/**
 * Makes one run below the campaign's directory. What lies at its place is half a run of a campaign that was killed, since the
 * state does not name it.
 */
export async function makeRun(
  executor: Executor,
  campaign: string,
  place: string,
  request: Omit<RunRequest, 'directory'>,
  signal: AbortSignal,
): Promise<MadeRun> {
  const directory = join(campaign, place);
  await rm(directory, { recursive: true, force: true });
  const start = performance.now();
  const outcome = await executor.run({ ...request, directory }, signal);
  if (outcome.kind === 'not-run') return { notRun: outcome.why };
  const seconds = Math.round(performance.now() - start) / 1000;
  return { run: { seed: request.seed, directory: place, seconds, ...outcome.result } };
}
