import type { Command } from 'commander';
import type { CommandContext } from '../../context.ts';
import { parsePath } from '../../parse-arguments.ts';
import { writeOutput } from '../../terminal/output.ts';
import { withTrace } from './open-input.ts';

const EXIT_DAMAGED = 1;

export function addTraceCheck(trace: Command, context: CommandContext): void {
  trace
    .command('check')
    .description(
      'what is wrong with a trace, how much of it was lost, and what older readers would have done with it',
    )
    .argument('<file>', 'a trace; - is standard input', parsePath)
    .option('--json', 'one JSON object on stdout')
    .option('--exit-code', 'exit 1 when the trace is damaged')
    .action(async (path: string, { json, exitCode }: { json?: boolean; exitCode?: boolean }) => {
      context.makeNothing();
      const { checkTrace } = await import('@uringlab/trace-parser');
      const { formatVerdict } = await import('./format-verdict.ts');
      const verdict = await withTrace(path, checkTrace);
      await writeOutput(json === true ? `${JSON.stringify(verdict)}\n` : formatVerdict(verdict));
      if (exitCode === true && verdict.kind === 'damaged') context.exitStatus = EXIT_DAMAGED;
    });
}
