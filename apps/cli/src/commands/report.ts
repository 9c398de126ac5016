import { writeReport } from '@uringlab/report';
import type { Command } from 'commander';

export function addReport(program: Command): void {
  program
    .command('report')
    .description('write mail, HTML page and reproducers of an analyzed run again')
    .argument('<run>', 'a run directory with findings.json in it')
    .option('--json', 'one JSON object on stdout')
    .action(async (directory: string, { json }: { json?: boolean }) => {
      const files = await writeReport(directory);
      process.stdout.write(
        json === true ? `${JSON.stringify({ directory, files })}\n` : `${directory}: ${files.join(' ')}\n`,
      );
    });
}
