import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { analyzeTrace, findCauseIn } from '@uringlab/analyzer';
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

async function analyze(path: string): Promise<Findings> {
  if (path === '-') return analyzeTrace(await buffer(process.stdin));
  const found = await findInput(path, 'name a run directory, a trace.dat, or a trace as text');
  if (found.isDirectory()) return analyzeRun(path);
  try {
    return analyzeTrace(await readFile(path));
  } catch (cause) {
    if (cause instanceof LabError) throw cause;
    throw new LabError('E_PATH', `${path} cannot be read`, { cause });
  }
}

export function addAnalyze(program: Command, context: CommandContext): void {
  program
    .command('analyze')
    .description(
      'find the cause in an earlier run, or in a bare trace: trace.dat, trace-cmd or tracefs text, a mail that quotes one. Writes findings.json into the directory of a run',
    )
    .argument('<run-or-trace>', 'a run directory, a file, or - for standard input', parsePath)
    .option('--json', 'the findings as one JSON object on stdout')
    .option('--exit-code', 'exit 1 when a fault was found, 0 when none, 125 when it cannot be told')
    .action(async (path: string, { json, exitCode }: { json?: boolean; exitCode?: boolean }) => {
      const findings = await analyze(path);
      process.stdout.write(json === true ? `${JSON.stringify(findings)}\n` : renderFindingsText(findings));
      if (exitCode === true) context.exitStatus = exitStatusOf(findings);
    });
}
