import type { Command } from 'commander';
import type { CommandContext } from '../../context.ts';
import { addCommands, type CommandTable } from '../command-table.ts';

const COMMANDS: CommandTable = {
  report: async () => (await import('./report.ts')).addTraceReport,
  info: async () => (await import('./info.ts')).addTraceInfo,
  check: async () => (await import('./check.ts')).addTraceCheck,
  repair: async () => (await import('./repair.ts')).addTraceRepair,
  export: async () => (await import('./export.ts')).addTraceExport,
};

export async function addTrace(
  program: Command,
  context: CommandContext,
  words: readonly string[],
): Promise<void> {
  const trace = program
    .command('trace')
    .description(
      'read ftrace data: print it as trace-cmd does, say what it holds and what is wrong with it, mend it, export it',
    );
  await addCommands(COMMANDS, trace, context, words);
}
