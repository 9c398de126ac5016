import { type Comparison, makePrintable, writeComparison } from '@uringlab/report';
import type { Command } from 'commander';
import { findInput } from '../input-path.ts';
import { parsePath, parsePathList } from '../parse-arguments.ts';

const DEFAULT_OUT = 'comparison.html';

interface Options {
  out: string;
  json?: boolean;
}

/** A line a run: `2  fault  5.10.0  xfs  readahead-race`. */
function formatRuns(comparison: Comparison): string {
  return makePrintable(comparison.runs)
    .map(({ verdict, kernel, filesystem, name }, index) =>
      [index + 1, verdict.title, kernel, filesystem ?? '-', name].join('  '),
    )
    .join('\n');
}

export function addCompare(program: Command): void {
  program
    .command('compare')
    .description('one page of several analyzed runs: verdicts, rates, and what differs between them')
    .argument('<runs...>', 'run directories with findings.json in them', parsePathList)
    .option('--out <file>', 'the page', parsePath, DEFAULT_OUT)
    .option('--json', 'one JSON object on stdout')
    .action(async (directories: string[], { out, json }: Options) => {
      for (const directory of directories)
        await findInput(directory, 'a run directory is what `uringlab reproduce --out DIR` writes');
      const comparison = await writeComparison(directories, out);
      process.stdout.write(
        json === true ? `${JSON.stringify({ out, ...comparison })}\n` : `${formatRuns(comparison)}\n${out}\n`,
      );
    });
}
