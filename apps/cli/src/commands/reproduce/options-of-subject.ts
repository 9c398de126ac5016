import { LabError } from '@uringlab/schema/errors';
import type { Command } from 'commander';
import type { Subject } from './choose-subject.ts';

const OF_SCENARIOS = [
  'consumer',
  'fs',
  'dir',
  'work',
  'fileSize',
  'blockSize',
  'depth',
  'seed',
  'passes',
  'vm',
  'append',
  'then',
];
const OF_COMMANDS = ['runs', 'events'];

/** Throws E_USAGE for an option that means nothing to what is to be reproduced. */
export function requireOptionsOf(subject: Subject, command: Command): void {
  const isScenario = subject.kind === 'scenario';
  const foreign = isScenario ? OF_COMMANDS : OF_SCENARIOS;
  const given = command.options.find(
    (option) =>
      foreign.includes(option.attributeName()) &&
      command.getOptionValueSource(option.attributeName()) === 'cli',
  );
  if (given === undefined) return;
  throw new LabError(
    'E_USAGE',
    `${given.long} is for ${isScenario ? 'commands and jobs' : 'scenarios'} alone`,
    {
      hint: isScenario
        ? 'a command goes behind --, a job is a file that ends in .fio'
        : 'a command brings its own files and does what it does',
    },
  );
}
