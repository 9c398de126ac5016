import { findDefinition, openShell } from '@uringlab/vm';
import { type Command, Option } from 'commander';
import type { CommandContext } from '../../context.ts';
import { Progress } from '../../terminal/progress.ts';
import { withJournal } from './with-journal.ts';

const append = (value: string, previous: string[] = []): string[] => [...previous, value];

export function addVmShell(vm: Command, context: CommandContext): void {
  vm.command('shell')
    .description('boot a test machine with a shell on its console; exit, or Ctrl-], ends it')
    .argument('<name>', 'a test machine, or the path of a file NAME.vm.yaml')
    .addOption(
      new Option('--append <word>', 'a further word for the kernel; several times').argParser<string[]>(
        append,
      ),
    )
    .action(async (name: string, options: { append?: string[] }) => {
      const found = await findDefinition(name);
      const progress = new Progress(false);
      await withJournal(found, async ({ cache, journal }) => {
        const terminal = { input: process.stdin, output: process.stdout };
        await openShell(found, terminal, {
          cache,
          journal,
          signal: context.signal,
          progress: (text) => progress.say(text),
          commandLine: options.append ?? [],
        });
      });
    });
}
