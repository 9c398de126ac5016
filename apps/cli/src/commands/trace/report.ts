import type { Command } from 'commander';
import type { CommandContext } from '../../context.ts';
import { parsePath } from '../../parse-arguments.ts';
import { escapeControls } from '../../terminal/escape-controls.ts';
import { writeOutput } from '../../terminal/output.ts';
import { addFacts, type FactOptions, listFacts } from './fact-options.ts';
import { showText } from './format-values.ts';
import { findTrace } from './open-input.ts';
import { ReportArguments } from './report-arguments.ts';
import { addSelection, type SelectionOptions, toSelection } from './selection.ts';

interface ReportOptions extends SelectionOptions, FactOptions {
  plugins: boolean;
  nanoseconds?: boolean;
  raw?: boolean;
  latency?: boolean;
  tsDiff?: boolean;
  rawTs?: boolean;
  hardIrq: boolean;
  softIrq: boolean;
  escape?: boolean;
}

export function addTraceReport(trace: Command, context: CommandContext): void {
  const order = new ReportArguments();
  const command = trace
    .command('report')
    .description('print events, line for line as trace-cmd report does; several traces are merged by time')
    .argument(
      '[file...]',
      'trace.dat, also compressed, or text of a trace; - is standard input',
      (path, before: string[] = []) => [...before, parsePath(path)],
    )
    .option('-N, --no-plugins', "print formats as they are, without the handlers of trace-cmd's plugins")
    .option('-t, --nanoseconds', 'times with all nine decimals')
    .option('-R, --raw', 'fields and values instead of print formats')
    .option('-l, --latency', 'flags of the interrupted context')
    .option('--ts-diff', 'time since the event before')
    .option('--raw-ts', "the ring buffer's own times, without corrections")
    .option('-I, --no-hard-irq', 'leave out what happened in hard interrupts')
    .option('-S, --no-soft-irq', 'leave out what happened in soft interrupts')
    .option('--escape', 'control characters as \\x1b; the default on a terminal')
    .option('--no-escape', 'all bytes as they are');
  order.addOptions(command);
  addFacts(command);
  addSelection(command).action(async (paths: string[], options: ReportOptions) => {
    context.makeNothing();
    const inputs = order.listInputs(paths);
    const facts = listFacts(options);
    if (facts.length > 0) {
      const { printFacts } = await import('./report-facts.ts');
      await printFacts(inputs, facts);
      return;
    }
    const { reportFiles } = await import('@uringlab/trace-parser/node');
    const isEscaped = options.escape ?? process.stdout.isTTY === true;
    for (const { path } of inputs) await findTrace(path);
    const damaged = await reportFiles(
      {
        inputs,
        filters: order.filters,
        style: {
          plugins: options.plugins,
          raw: options.raw ?? false,
          nanoseconds: options.nanoseconds ?? false,
          latency: options.latency ?? false,
          timeDifference: options.tsDiff ?? false,
        },
        rawTime: options.rawTs ?? false,
        selection: toSelection(options),
        withoutHardIrq: !options.hardIrq,
        withoutSoftIrq: !options.softIrq,
      },
      (bytes) => writeOutput(isEscaped ? escapeControls(bytes) : bytes),
    );
    for (const path of damaged) {
      process.stderr.write(
        `uringlab: ${showText(path)}: not all of it could be read; uringlab trace check tells what is missing\n`,
      );
    }
  });
}
