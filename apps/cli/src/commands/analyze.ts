import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { analyzeTrace, findCauseIn } from '@uringlab/analyzer';
import { isBundle, unpackBundle } from '@uringlab/delivery';
import { renderFindingsText } from '@uringlab/report';
import { type Findings, LabError, writeFindings } from '@uringlab/schema';
import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { exitStatusOf } from '../exit-status.ts';
import { findInput } from '../input-path.ts';
import { parsePath } from '../parse-arguments.ts';

/** The findings of a run are told even where they cannot be kept, as on somebody else's run. */
async function analyzeRun(directory: string): Promise<Findings> {
  const findings = await findCauseIn(directory);
  await writeFindings(directory, findings).catch((error: Error) => {
    process.stderr.write(`uringlab: findings.json was not written: ${error.message}\n`);
  });
  return findings;
}

/** The run of somebody else's bundle, kept in `out` or for as long as it is looked at. */
async function analyzeBundle(path: string, out: string | undefined): Promise<Findings> {
  if (out !== undefined) {
    await makeEmptyDirectory(out);
    await unpackBundle(path, out);
    return analyzeRun(out);
  }
  const place = await mkdtemp(join(tmpdir(), 'uringlab-bundle-'));
  try {
    await unpackBundle(path, place);
    return await findCauseIn(place);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

async function makeEmptyDirectory(out: string): Promise<void> {
  const names = await mkdir(out, { recursive: true }).then(
    () => readdir(out),
    (cause: unknown) => {
      throw new LabError('E_PATH', `${out} cannot be made`, { cause, hint: 'name another with --out DIR' });
    },
  );
  if (names.length > 0)
    throw new LabError('E_PATH', `${out} is not empty`, { hint: 'name a new directory with --out DIR' });
}

async function analyze(path: string, out: string | undefined): Promise<Findings> {
  if (path === '-') return analyzeTrace(await buffer(process.stdin));
  const found = await findInput(path, 'name a run directory, a bundle, a trace.dat, or a trace as text');
  if (found.isDirectory()) return analyzeRun(path);
  if (found.isFile() && (await isBundle(path))) return analyzeBundle(path, out);
  try {
    return analyzeTrace(await readFile(path));
  } catch (cause) {
    if (cause instanceof LabError) throw cause;
    throw new LabError('E_PATH', `${path} cannot be read`, { cause });
  }
}

interface AnalyzeOptions {
  out?: string;
  json?: boolean;
  exitCode?: boolean;
}

export function addAnalyze(program: Command, context: CommandContext): void {
  program
    .command('analyze')
    .description(
      'find the cause in an earlier run, in a bundle of one, or in a bare trace: trace.dat, trace-cmd or tracefs text, a mail that quotes one. Writes findings.json into the directory of a run',
    )
    .argument('<run-or-trace>', 'a run directory, a bundle, a file, or - for standard input', parsePath)
    .option('--out <directory>', 'where the run of a bundle is kept: new, or empty', parsePath)
    .option('--json', 'the findings as one JSON object on stdout')
    .option('--exit-code', 'exit 1 when a fault was found, 0 when none, 125 when it cannot be told')
    .action(async (path: string, { out, json, exitCode }: AnalyzeOptions) => {
      const findings = await analyze(path, out);
      process.stdout.write(json === true ? `${JSON.stringify(findings)}\n` : renderFindingsText(findings));
      if (exitCode === true) context.exitStatus = exitStatusOf(findings);
    });
}
