import { inspectMachine } from '@uringlab/reproducer';
import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { parsePath } from '../parse-arguments.ts';
import { labelled } from '../terminal/columns.ts';
import { checkBpf } from './strace/check-bpf.ts';

const EXIT_CANNOT_RUN = 3;

export function addDoctor(program: Command, context: CommandContext): void {
  program
    .command('doctor')
    .description('what this machine can do, and the command that mends what it cannot')
    .option('--work <directory>', 'where the image of the loop device would go', parsePath, '/var/tmp')
    .option('--json', 'one JSON object on stdout')
    .action(async ({ json, work }: { json?: boolean; work: string }) => {
      const checks = [...(await inspectMachine(work)), checkBpf()];
      const canRun = checks.every((check) => check.ok || !check.essential);
      if (json === true) {
        process.stdout.write(`${JSON.stringify({ canRun, checks })}\n`);
      } else {
        for (const check of checks) {
          const mark = check.ok ? 'ok' : check.essential ? 'MISSING' : 'without';
          process.stdout.write(`${labelled(mark, `${check.name}: ${check.detail}`)}\n`);
          if (!check.ok && check.mend !== undefined)
            process.stdout.write(`${labelled('', `mend: ${check.mend}`)}\n`);
        }
        process.stdout.write(
          `${canRun ? 'The default scenario can run here.' : 'The default scenario cannot run here.'}\n`,
        );
      }
      context.exitStatus = canRun ? 0 : EXIT_CANNOT_RUN;
    });
}
