import { type ReportOptions, writeReport } from '@uringlab/report';
import { LabError } from '@uringlab/schema';
import type { Command } from 'commander';
import { findInput } from '../input-path.ts';
import { parseCount, parsePath } from '../parse-arguments.ts';

const HINT = 'a run directory is what `uringlab reproduce --out DIR` writes';
/** Bugzilla's ids are MySQL's mediumint. */
const LARGEST_ID = 2 ** 24 - 1;

interface Options extends ReportOptions {
  json?: boolean;
}

async function report(directory: string, { json, ...options }: Options): Promise<void> {
  if (!(await findInput(directory, HINT)).isDirectory())
    throw new LabError('E_PATH', `${directory} is not a run directory`, { hint: HINT });
  const files = await writeReport(directory, options);
  process.stdout.write(
    json === true ? `${JSON.stringify({ directory, files })}\n` : `${directory}: ${files.join(' ')}\n`,
  );
}

export function addReport(program: Command): void {
  program
    .command('report')
    .description('write mail, HTML page and reproducers of an analyzed run again')
    .argument('<run>', 'a run directory with findings.json in it, or the directory of a bisection', parsePath)
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
