import type { EventSelection } from '@uringlab/trace-parser';
import { type Command, InvalidArgumentError } from 'commander';
import { collect, parseCpus, parseTime } from './parse-values.ts';

/** Which events a command is about. */
export interface SelectionOptions {
  cpu?: number[];
  event?: string[];
  from?: bigint;
  to?: bigint;
}

export function addSelection(command: Command): Command {
  return command
    .option('--cpu <list>', 'events of these CPUs: 0,2-3', parseCpus)
    .option('-e, --event <name>', 'events of this name, or system:name; several times for several', collect)
    .option('--from <time>', 'events from this time on: seconds as printed, or 123456789ns', parseTime)
    .option('--to <time>', 'events before this time', parseTime);
}

export function toSelection({ cpu, event, from, to }: SelectionOptions): EventSelection {
  if (from !== undefined && to !== undefined && from >= to)
    throw new InvalidArgumentError('--from is not before --to.');
  return {
    ...(cpu === undefined ? {} : { cpus: cpu }),
    ...(event === undefined ? {} : { names: event }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}
