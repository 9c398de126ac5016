import type { Command } from 'commander';

function listWords(args: readonly string[]): string[] {
  return args.filter((arg) => !arg.startsWith('-'));
}

/** The command that a command line names, and its own command after it, as far as it does. */
export function findCommand(args: readonly string[], program: Command): Command {
  let found = program;
  for (const word of listWords(args)) {
    const next = found.commands.find((candidate) => candidate.name() === word);
    if (next === undefined) break;
    found = next;
  }
  return found;
}

function nameCommand(command: Command): string {
  return command.parent === null ? command.name() : `${nameCommand(command.parent)} ${command.name()}`;
}

/** Where the command line that was refused is explained. */
export async function hintAtUsage(args: readonly string[], program: Command): Promise<string> {
  const command = findCommand(args, program);
  const [word] = listWords(args);
  if (command === program && word !== undefined) {
    const { SCENARIOS } = await import('@uringlab/reproducer');
    const scenario = SCENARIOS.find(({ name }) => name === word);
    if (scenario !== undefined)
      return `\`uringlab reproduce ${scenario.name}\` runs the scenario of that name`;
  }
  return `\`${nameCommand(command)} --help\` lists what there is`;
}
