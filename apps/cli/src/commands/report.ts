import { type ReportOptions, writeComparisonReport, writeReport } from '@uringlab/report';
import { LabError } from '@uringlab/schema';
import type { Command } from 'commander';
import { findInput } from '../input-path.ts';
import { parseCount, parsePath, parsePathList } from '../parse-arguments.ts';

const HINT = 'a run directory is what `uringlab reproduce --out DIR` writes';
/** Bugzilla's ids are MySQL's mediumint. */
const LARGEST_ID = 2 ** 24 - 1;

/** Where the report on several runs goes. */
const DEFAULT_OUT = 'comparison';

interface Options extends ReportOptions {
  json?: boolean;
  out?: string;
}

async function report(runs: string[], { json, out, ...options }: Options): Promise<void> {
  for (const run of runs)
    if (!(await findInput(run, HINT)).isDirectory())
      throw new LabError('E_PATH', `${run} is not a run directory`, { hint: HINT });
  const [run = ''] = runs;
  if (runs.length === 1 && out !== undefined)
    throw new LabError('E_USAGE', 'the report on one run goes into its directory', {
      hint: 'leave --out away, or name the runs that it is to be compared with',
    });
  const directory = runs.length === 1 ? run : (out ?? DEFAULT_OUT);
  const files =
    runs.length === 1
      ? await writeReport(run, options)
      : await writeComparisonReport(runs, directory, options);
  process.stdout.write(
    json === true ? `${JSON.stringify({ directory, files })}\n` : `${directory}: ${files.join(' ')}\n`,
  );
}

export function addReport(program: Command): void {
  program
    .command('report')
    .description(
      'write mail, HTML page and reproducers of an analyzed run again, or those of several runs compared',
    )
    .argument(
      '<runs...>',
      'a run directory with findings.json in it, or the directory of a bisection; or several runs',
      parsePathList,
    )
    .option('--out <directory>', `where the report on several runs goes (default: ${DEFAULT_OUT})`, parsePath)
    .option('--in-reply-to <message-id>', 'the mail answers this one')
    .option('--references <message-ids>', 'what stands in the References of the mail that is answered')
    .option('--subject-of <text>', 'subject of the mail that is answered')
    .option(
      '--kernel-bug <number>',
      'the mail answers this bug of bugzilla.kernel.org',
      parseCount(1, LARGEST_ID),
    )
    .option(
      '--kernel-bug-user <number>',
      "USER in the Message-ID of the tracker's mails, <bug-N-USER@https.bugzilla.kernel.org/>",
      parseCount(1, LARGEST_ID),
    )
    .option('--mbox', 'write report.mbox as well, a mailbox of one (mboxrd)')
    .option('--json', 'one JSON object on stdout')
    .action(report);
}
