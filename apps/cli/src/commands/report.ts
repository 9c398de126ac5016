import { writeReport } from '@uringlab/report';
import { LabError } from '@uringlab/schema';
import type { Command } from 'commander';
import { findInput } from '../input-path.ts';
import { parsePath } from '../parse-arguments.ts';

const HINT = 'a run directory is what `uringlab reproduce --out DIR` writes';

export function addReport(program: Command): void {
  program
    .command('report')
    .description('write mail, HTML page and reproducers of an analyzed run again')
    .argument('<run>', 'a run directory with findings.json in it', parsePath)
    .option('--json', 'one JSON object on stdout')
    .action(async (directory: string, { json }: { json?: boolean }) => {
      if (!(await findInput(directory, HINT)).isDirectory())
        throw new LabError('E_PATH', `${directory} is not a run directory`, { hint: HINT });
      const files = await writeReport(directory);
      process.stdout.write(
        json === true ? `${JSON.stringify({ directory, files })}\n` : `${directory}: ${files.join(' ')}\n`,
      );
    });
}
