import { join } from 'node:path';
import { type Bisect, type BisectStep, LabError, readBisect, readRun } from '@uringlab/schema';
import { readReportInput } from '../read-analysis.ts';
import type { ReportInput } from '../report-input.ts';
import { describeBisection, type End } from './bisection.ts';

function findStep({ steps }: Bisect, name: string): BisectStep | null {
  return steps.find(({ kernel, commit }) => (commit === null ? kernel.name : commit.id) === name) ?? null;
}

async function readEnd(directory: string, bisect: Bisect, name: string): Promise<End> {
  const step = findStep(bisect, name);
  const run = step?.runs.find(({ fault }) => fault !== null);
  const environment = run === undefined ? null : (await readRun(join(directory, run.directory))).environment;
  return { name, step, environment };
}

/**
 * What the mail on a bisection is made from: a run of its first bad kernel with the fault, and what the search found. Throws E_USAGE for a
 * search that is not at its end, E_RUN_DAMAGED where a run of one of the ends is missing.
 */
export async function readBisectionReport(directory: string): Promise<ReportInput> {
  const bisect = await readBisect(directory);
  const { result } = bisect;
  if (result === null)
    throw new LabError('E_USAGE', `the bisection in ${directory} is not at its end`, {
      hint: `run \`uringlab bisect SPEC --out ${directory}\` again: it goes on where it was`,
    });
  const good = await readEnd(directory, bisect, result.lastGood);
  const bad = await readEnd(directory, bisect, result.firstBad);
  const failed = bad.step?.runs.find(({ fault }) => fault === true);
  if (failed === undefined)
    throw new LabError('E_RUN_DAMAGED', `bisect.json has no run of ${result.firstBad} with the fault`, {
      hint: 'a first bad kernel is one that showed it',
    });
  const input = await readReportInput(join(directory, failed.directory));
  return { ...input, beyond: describeBisection({ bisect, result, good, bad }, input.findings) };
}
