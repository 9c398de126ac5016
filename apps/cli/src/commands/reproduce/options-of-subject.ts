import { LabError } from '@uringlab/schema/errors';
import type { Command } from 'commander';
import type { Subject } from './choose-subject.ts';

/** What a job file says itself. */
const OF_PLANS = ['fileSize', 'blockSize', 'depth'];
const OF_THE_LAB = [...OF_PLANS, 'consumer', 'fs', 'dir', 'work', 'seed', 'passes', 'vm', 'append', 'then'];
const OF_WATCHING = ['runs', 'events'];

interface Rule {
  foreign: readonly string[];
  /** What an option that is foreign is for. */
  owner: string;
  hint: string;
}

function ruleOf(subject: Subject, engine: 'lab' | 'fio'): Rule[] {
  const watched = {
    owner: 'commands, and jobs with --engine fio',
    hint: 'a command goes behind --, a job is a file that ends in .fio',
  };
  if (subject.kind === 'scenario')
    return [
      { ...watched, foreign: OF_WATCHING },
      { foreign: ['engine'], owner: 'job files', hint: 'a job is a file that ends in .fio' },
    ];
  if (subject.kind === 'command')
    return [
      {
        foreign: OF_THE_LAB,
        owner: 'scenarios',
        hint: 'a command brings its own files and does what it does',
      },
      { foreign: ['engine'], owner: 'job files', hint: 'a job is a file that ends in .fio' },
    ];
  if (engine === 'lab')
    return [
      { ...watched, foreign: OF_WATCHING },
      { foreign: OF_PLANS, owner: 'scenarios', hint: 'size, bs and iodepth of the job say it' },
    ];
  return [
    {
      foreign: OF_THE_LAB,
      owner: 'scenarios, and jobs that the lab runs',
      hint: 'fio brings its own files and does what it does; without --engine fio the lab runs the job',
    },
  ];
}

/** Throws E_USAGE for an option that means nothing to what is to be reproduced. */
export function requireOptionsOf(subject: Subject, engine: 'lab' | 'fio', command: Command): void {
  for (const { foreign, owner, hint } of ruleOf(subject, engine)) {
    const given = command.options.find(
      (option) =>
        foreign.includes(option.attributeName()) &&
        command.getOptionValueSource(option.attributeName()) === 'cli',
    );
    if (given !== undefined) throw new LabError('E_USAGE', `${given.long} is for ${owner} alone`, { hint });
  }
}
