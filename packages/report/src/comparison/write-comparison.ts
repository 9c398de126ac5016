import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { isBisection, LabError, RUN_FILES, toLabError } from '@uringlab/schema';
import { readThread } from '../mail/thread.ts';
import { renderRun } from '../render-run.ts';
import { reportContents, writeFiles } from '../write-files.ts';
import type { ReportOptions } from '../write-report.ts';
import { type Comparison, compareRuns } from './compare-runs.ts';
import { renderComparisonPage } from './comparison-page.ts';
import { chooseShown, describeComparison } from './describe-comparison.ts';
import { readCompared } from './read-compared.ts';
import type { ComparedInput } from './why-not-compared.ts';

/** The page of a run as a page in `folder` links to it. */
function linkFrom(folder: string, directory: string): string {
  const path = relative(folder, join(directory, RUN_FILES.html));
  return path.split(sep).map(encodeURIComponent).join('/');
}

function renderPage(comparison: Comparison, inputs: readonly ComparedInput[], folder: string): string {
  const places = inputs.map(({ directory, findings }) => ({
    href: linkFrom(folder, directory),
    request: findings.requests[0],
  }));
  return renderComparisonPage(comparison, places);
}

function cannotWrite(path: string, cause: unknown): LabError {
  return new LabError(toLabError(cause)?.code ?? 'E_SYSTEM', `${path} cannot be written`, { cause });
}

/**
 * Writes the page that compares analyzed runs, 2 to 32 directories, to the file `out`, and returns what it tells. Throws E_USAGE,
 * E_RUN_DAMAGED, E_NO_SPACE and E_SYSTEM.
 */
export async function writeComparison(directories: readonly string[], out: string): Promise<Comparison> {
  const inputs = await readCompared(directories);
  const comparison = compareRuns(inputs);
  await writeFile(out, renderPage(comparison, inputs, dirname(out))).catch((cause: unknown) => {
    throw cannotWrite(out, cause);
  });
  return comparison;
}

/**
 * Writes the report on several analyzed runs into the directory `out`, which is made: the mail on the one that matters most with what
 * the others say, as report.txt and report.eml; the page of the comparison as report.html; the reproducers of that run. Returns the
 * names written. Throws E_USAGE, also for an `out` that is a run itself, E_RUN_DAMAGED, E_NO_SPACE and E_SYSTEM.
 */
export async function writeComparisonReport(
  directories: readonly string[],
  out: string,
  options: ReportOptions = {},
): Promise<string[]> {
  const thread = readThread(options);
  const inputs = await readCompared(directories);
  const comparison = compareRuns(inputs);
  const shown = inputs[chooseShown(comparison.runs)];
  if (shown === undefined) throw new RangeError('a comparison has runs');
  refuseRun(out);
  const dates = inputs.map(({ run }) => Date.parse(run.createdAt));
  const files = await renderRun(shown.directory, {
    thread,
    beyond: describeComparison(comparison),
    now: new Date(Math.max(...dates)),
  });
  await mkdir(out, { recursive: true }).catch((cause: unknown) => {
    throw cannotWrite(out, cause);
  });
  const html = renderPage(comparison, inputs, out);
  return writeFiles(out, reportContents({ ...files, html }, options.mbox === true));
}

/** The report of a run must not be written over by that on several. */
function refuseRun(out: string): void {
  if (existsSync(join(out, RUN_FILES.run)) || isBisection(out))
    throw new LabError('E_USAGE', `${out} holds a run, whose own report is there`, {
      hint: 'give a directory of its own with --out',
    });
}
