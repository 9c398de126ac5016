import { LabError } from '@uringlab/schema';
import { cleanAbandoned, describeMade } from '@uringlab/undo';
import type { Command } from 'commander';

export function addClean(program: Command): void {
  program
    .command('clean')
    .description('undo what runs that were killed have left behind, and nothing else')
    .option('--json', 'one JSON object on stdout')
    .action(async ({ json }: { json?: boolean }) => {
      const { undone, problems, alive } = await cleanAbandoned();
      const left = problems.map(({ error }) => error.message);
      if (json === true) {
        process.stdout.write(`${JSON.stringify({ undone, problems: left, alive })}\n`);
      } else {
        for (const made of undone) process.stdout.write(`undone: ${describeMade(made)}\n`);
        if (undone.length === 0) process.stdout.write('nothing was left behind\n');
        if (alive > 0)
          process.stdout.write(
            `${alive} run${alive === 1 ? ' is' : 's are'} still going on, and left alone\n`,
          );
      }
      if (left.length > 0) {
        throw new LabError('E_SYSTEM', `not everything could be undone: ${left.join('; ')}`, {
          hint: 'see who uses it: `fuser -vm PATH`',
        });
      }
    });
}
