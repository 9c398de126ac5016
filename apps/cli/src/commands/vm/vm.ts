import type { Command } from 'commander';
import type { CommandContext } from '../../context.ts';
import { addCommands, type CommandTable } from '../command-table.ts';

const COMMANDS: CommandTable = {
  list: async () => (await import('./list.ts')).addVmList,
  fetch: async () => (await import('./make-kernel.ts')).addVmFetch,
  build: async () => (await import('./make-kernel.ts')).addVmBuild,
  run: async () => (await import('./run.ts')).addVmRun,
  shell: async () => (await import('./shell.ts')).addVmShell,
  prune: async () => (await import('./prune.ts')).addVmPrune,
};

export async function addVm(
  program: Command,
  context: CommandContext,
  words: readonly string[],
): Promise<void> {
  // What `vm run` runs has options of its own.
  program.enablePositionalOptions();
  const vm = program
    .command('vm')
    .description('test machines: other kernels, fetched or built, booted in QEMU')
    .enablePositionalOptions();
  await addCommands(COMMANDS, vm, context, words);
}
