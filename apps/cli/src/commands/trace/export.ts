import { type Command, Option } from 'commander';
import type { CommandContext } from '../../context.ts';
import { parsePath } from '../../parse-arguments.ts';
import { type ExportFormat, exportTrace, FORMATS } from './export-formats.ts';
import { withTrace } from './open-input.ts';
import { addSelection, type SelectionOptions, toSelection } from './selection.ts';

interface ExportOptions extends SelectionOptions {
  format: ExportFormat;
  out: string;
}

export function addTraceExport(trace: Command, context: CommandContext): void {
  const command = trace
    .command('export')
    .description(
      'write events for other tools: Perfetto, a table to each event as Arrow or Parquet files in a directory, JSON lines, or a shorter trace.dat',
    )
    .argument('<file>', 'a trace; - is standard input', parsePath)
    .addOption(new Option('--format <format>', 'what to write').choices(FORMATS).makeOptionMandatory())
    .requiredOption('-o, --out <path>', 'the file or directory to write; - is standard output', parsePath);
  addSelection(command).action(async (input: string, options: ExportOptions) => {
    const selection = toSelection(options);
    const { format, out } = options;
    const { signal } = context;
    await withTrace(input, (source) => exportTrace(source, format, selection, { path: out, input, signal }));
  });
}
