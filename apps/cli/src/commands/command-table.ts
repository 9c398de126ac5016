import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';

/** Adds a command to its parent. `words` are what the command line says after its name. */
export type AddCommand = (
  parent: Command,
  context: CommandContext,
  words: readonly string[],
) => void | Promise<void>;

/** Commands by name; what they need is loaded with them. */
export type CommandTable = Readonly<Record<string, () => Promise<AddCommand>>>;

/** What is no option: the first is the name of a command. */
function listWords(args: readonly string[]): string[] {
  return args.filter((arg) => !arg.startsWith('-'));
}

/** Adds the command that is named, and nothing else, since loading takes time; all of them where none of them is. */
export async function addCommands(
  table: CommandTable,
  parent: Command,
  context: CommandContext,
  args: readonly string[],
): Promise<void> {
  const [name = '', ...rest] = listWords(args);
  const named = Object.hasOwn(table, name) ? table[name] : undefined;
  for (const load of named === undefined ? Object.values(table) : [named]) {
    const add = await load();
    await add(parent, context, rest);
  }
}
