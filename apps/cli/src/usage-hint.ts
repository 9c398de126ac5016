import { SCENARIOS } from '@uringlab/reproducer';
import type { Command } from 'commander';

/** Where the command line that was refused is explained. */
export function hintAtUsage(args: readonly string[], program: Command): string {
  const words = args.filter((arg) => !arg.startsWith('-'));
  const scenario = SCENARIOS.find(({ name }) => name === words[0]);
  if (scenario !== undefined) return `\`uringlab reproduce ${scenario.name}\` runs the scenario of that name`;
  const command = program.commands.find((candidate) => candidate.name() === words[0]);
  return `\`uringlab ${command === undefined ? '' : `${command.name()} `}--help\` lists what there is`;
}
