import type { Command } from 'commander';
import type { CommandContext } from '../../context.ts';
import { parsePath } from '../../parse-arguments.ts';
import { writeOutput } from '../../terminal/output.ts';
import { withTrace } from './open-input.ts';

export function addTraceInfo(trace: Command, context: CommandContext): void {
  trace
    .command('info')
    .description(
      'who recorded a trace, when and how: kernel, clock, CPUs, instances, duration, events by count, what was lost',
    )
    .argument('<file>', 'a trace; - is standard input', parsePath)
    .option('--options', 'the options of a trace.dat in full')
    .option('--json', 'one JSON object on stdout')
    .action(async (path: string, { json, options }: { json?: boolean; options?: boolean }) => {
      context.makeNothing();
      const { describeTrace } = await import('./describe-trace.ts');
      const { formatDescription } = await import('./format-description.ts');
      const description = await withTrace(path, describeTrace);
      await writeOutput(
        json === true ? `${JSON.stringify(description)}\n` : formatDescription(description, options === true),
      );
    });
}
