import { LabError } from '@uringlab/schema/errors';
import type { Command } from 'commander';
import type { CommandContext } from '../../context.ts';
import { parsePath } from '../../parse-arguments.ts';
import { formatNumberOf, showText } from './format-values.ts';
import { withTrace } from './open-input.ts';
import { writeFileWhole } from './output-file.ts';

export function addTraceRepair(trace: Command, context: CommandContext): void {
  trace
    .command('repair')
    .description('write what can be read of a damaged recording as a clean trace.dat')
    .argument('<file>', 'a trace.dat; - is standard input', parsePath)
    .requiredOption('-o, --out <file>', 'the file to write; - is standard output', parsePath)
    .option('--json', 'one JSON object on stdout')
    .action(async (input: string, { out, json }: { out: string; json?: boolean }) => {
      const { repairTrace } = await import('@uringlab/trace-export');
      const { countEvents } = await import('@uringlab/trace-parser');
      const { losses, dropped, events } = await withTrace(input, async (source) => {
        const { streams } = countEvents(source);
        const events = streams.reduce((sum, stream) => sum + stream.events, 0);
        if (events === 0) {
          throw new LabError('E_TRACE_UNREADABLE', `${showText(input)}: no event of it can be read`, {
            hint: 'there is nothing to save',
          });
        }
        let written = { dropped: 0 };
        await writeFileWhole({ path: out, input, signal: context.signal }, async (sink) => {
          written = await repairTrace(source, sink);
        });
        return { losses: source.losses(), events: events - written.dropped, ...written };
      });
      if (out === '-') return;
      const { skippedBytes } = losses;
      process.stdout.write(
        json === true
          ? `${JSON.stringify({ out, events, dropped, skippedBytes })}\n`
          : `${out}: ${formatNumberOf(events, 'event')} saved, ${formatNumberOf(skippedBytes, 'byte')} could not be read, ${formatNumberOf(dropped, 'record')} left out\n`,
      );
    });
}
