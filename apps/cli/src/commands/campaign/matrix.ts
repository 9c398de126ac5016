import { join } from 'node:path';
import { readSpec, runMatrix } from '@uringlab/campaign';
import { countStates, renderMatrixJunit, renderMatrixPage, renderMatrixText } from '@uringlab/report';
import { findScenario } from '@uringlab/reproducer';
import { CAMPAIGN_FILES, type Matrix, MatrixSpecSchema } from '@uringlab/schema';
import type { Command } from 'commander';
import type { CommandContext } from '../../context.ts';
import { parsePath } from '../../parse-arguments.ts';
import { Progress } from '../../terminal/progress.ts';
import { defaultCampaign, writeText } from './campaign-files.ts';
import { ownProcesses } from './own-command.ts';

interface MatrixOptions {
  out?: string;
  junit?: string;
  json?: boolean;
  exitCode?: boolean;
}

/** 1 a fault in any cell, 125 a cell without a verdict, 0 every cell was run and none has a fault. */
function exitStatusOf({ cells }: Matrix): number {
  const counts = countStates(cells);
  if (counts.fault > 0) return 1;
  return counts.open + counts['not-run'] > 0 ? 125 : 0;
}

async function makeMatrix(path: string, options: MatrixOptions, context: CommandContext): Promise<void> {
  const spec = await readSpec(path, MatrixSpecSchema);
  for (const { scenario } of spec.scenarios) findScenario(scenario);
  const directory = options.out ?? defaultCampaign('matrix', path);
  const progress = new Progress(options.json === true);
  let matrix: Matrix;
  try {
    matrix = await runMatrix({
      spec,
      out: directory,
      executor: ownProcesses(),
      lab: { name: 'uringlab', version: context.version },
      signal: context.signal,
      onProgress: (text) => progress.say(text),
    });
  } finally {
    progress.end();
  }
  await writeText(join(directory, CAMPAIGN_FILES.matrixPage), renderMatrixPage(matrix));
  if (options.junit !== undefined) await writeText(options.junit, renderMatrixJunit(matrix));
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify({ directory, matrix })}\n`
      : `${renderMatrixText(matrix)}${directory}: ${CAMPAIGN_FILES.matrix} ${CAMPAIGN_FILES.matrixPage}\n`,
  );
  if (options.exitCode === true) context.exitStatus = exitStatusOf(matrix);
}

export function addMatrix(program: Command, context: CommandContext): void {
  program
    .command('matrix')
    .description(
      'run kernels x file systems x scenarios, each several times, and show how often each fails; the same command goes on where it was stopped',
    )
    .argument('<spec>', 'a YAML file: kernels, filesystems, scenarios, repetitions', parsePath)
    .option(
      '--out <directory>',
      'the directory of the matrix: new, or one that is to be gone on with',
      parsePath,
    )
    .option('--junit <file>', 'write the matrix as JUnit XML as well', parsePath)
    .option('--json', 'one JSON object on stdout')
    .option('--exit-code', 'exit 1 when any cell has a fault, 125 when any has no verdict, else 0')
    .action((path: string, options: MatrixOptions) => makeMatrix(path, options, context));
}
