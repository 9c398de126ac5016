import {
  CommandRunSchema,
  LabError,
  parseJson,
  RUN_FILES,
  readPart,
  readRun,
  readRunKind,
} from '@uringlab/schema';
import { readAnalysis } from '../read-analysis.ts';
import type { ComparedInput } from './why-not-compared.ts';

/** Columns that a page can have and still be read; a matrix tells of more runs than these. */
const MOST_RUNS = 32;

async function readOne(directory: string): Promise<ComparedInput> {
  const kind = await readRunKind(directory);
  if (kind === 'guest-failure')
    throw new LabError('E_USAGE', `${directory} is a run whose guest failed: it has no reads to compare`, {
      hint: 'leave it out',
    });
  const run =
    kind === 'command'
      ? parseJson(CommandRunSchema, RUN_FILES.run, await readPart(directory, RUN_FILES.run))
      : await readRun(directory);
  return { directory, run, findings: await readAnalysis(directory) };
}

/** Analyzed runs, 2 to 32 directories, each once. Throws E_USAGE and E_RUN_DAMAGED. */
export async function readCompared(directories: readonly string[]): Promise<ComparedInput[]> {
  if (directories.length < 2 || directories.length > MOST_RUNS)
    throw new LabError('E_USAGE', `a comparison takes 2 to ${MOST_RUNS} runs, not ${directories.length}`, {
      hint: '`uringlab matrix` makes and counts any number of runs',
    });
  const inputs = await Promise.all(directories.map(readOne));
  const seen = new Map<string, string>();
  for (const { directory, run } of inputs) {
    const before = seen.get(run.id);
    if (before !== undefined)
      throw new LabError('E_USAGE', `${before} and ${directory} are the same run, ${run.id}`, {
        hint: 'name each run once',
      });
    seen.set(run.id, directory);
  }
  return inputs;
}
