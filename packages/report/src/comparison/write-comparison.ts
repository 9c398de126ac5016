import { writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import {
  CommandRunSchema,
  LabError,
  parseJson,
  RUN_FILES,
  readFindings,
  readPart,
  readRun,
  readRunKind,
  toLabError,
} from '@uringlab/schema';
import { type ComparedInput, type Comparison, compareRuns } from './compare-runs.ts';
import { renderComparisonPage } from './comparison-page.ts';

/** Columns that a page can have and still be read; a matrix tells of more runs than these. */
const MOST_RUNS = 32;

async function readCompared(directory: string): Promise<ComparedInput> {
  const kind = await readRunKind(directory);
  if (kind === 'guest-failure')
    throw new LabError('E_USAGE', `${directory} is a run whose guest failed: it has no reads to compare`, {
      hint: 'leave it out',
    });
  const run =
    kind === 'command'
      ? parseJson(CommandRunSchema, RUN_FILES.run, await readPart(directory, RUN_FILES.run))
      : await readRun(directory);
  return { directory, run, findings: await readFindings(directory) };
}

/** The page of a run as a page at `out` links to it. */
function linkFrom(out: string, directory: string): string {
  const path = relative(dirname(out), join(directory, RUN_FILES.html));
  return path.split(sep).map(encodeURIComponent).join('/');
}

/**
 * Writes the page that compares analyzed runs, 2 to 32 directories, to the file `out`, and returns what it tells. Throws E_USAGE,
 * E_RUN_DAMAGED, E_NO_SPACE and E_SYSTEM.
 */
export async function writeComparison(directories: readonly string[], out: string): Promise<Comparison> {
  if (directories.length < 2 || directories.length > MOST_RUNS)
    throw new LabError('E_USAGE', `a comparison takes 2 to ${MOST_RUNS} runs, not ${directories.length}`, {
      hint: '`uringlab matrix` makes and counts any number of runs',
    });
  const comparison = compareRuns(await Promise.all(directories.map(readCompared)));
  const links = directories.map((directory) => linkFrom(out, directory));
  await writeFile(out, renderComparisonPage(comparison, links)).catch((cause: unknown) => {
    throw new LabError(toLabError(cause)?.code ?? 'E_SYSTEM', `${out} cannot be written`, { cause });
  });
  return comparison;
}
