import type { Command } from 'commander';

/** Options of `trace-cmd report` that tell something of a file instead of its events (tracecmd/trace-read.c). */
const OPTIONS = {
  cpus: ['--cpus', 'instead of events: the CPUs that have some'],
  firstEvent: ['--first-event', 'instead of events: time of the first of each CPU'],
  lastEvent: ['--last-event', 'instead of events: time of the last of each CPU'],
  stat: ['--stat', "instead of events: the ring buffer's statistics at the end of the recording"],
  uname: ['--uname', 'instead of events: the kernel'],
  versionOfRecorder: ['--version-of-recorder', 'instead of events: version of the program that recorded'],
} as const;

export type Fact = keyof typeof OPTIONS;
export type FactOptions = { readonly [fact in Fact]?: boolean };

export function addFacts(command: Command): Command {
  for (const [flag, description] of Object.values(OPTIONS)) command.option(flag, description);
  return command;
}

/** The facts that are asked for. */
export function listFacts(options: FactOptions): Fact[] {
  return (Object.keys(OPTIONS) as Fact[]).filter((fact) => options[fact] === true);
}
