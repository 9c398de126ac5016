import { type CommandRun, formatNanoseconds, type Invocation } from '@uringlab/schema';

/** The name of the program, as a word that ends no sentence and no comment: `fio`. */
export function programName({ command }: CommandRun): string {
  const name = command.words[0]?.split('/').at(-1) ?? '';
  const plain = name.replace(/[^\w+-]/g, '_').slice(0, 40);
  return plain === '' ? 'the command' : plain;
}

/** A word as a shell takes it. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** The command as it is typed. */
export function typedCommand({ command }: CommandRun): string {
  return command.words.map(quote).join(' ');
}

/** What repeats the run. */
export function repeatCommand(run: CommandRun): string {
  const { job } = run.command;
  return job === null ? `uringlab reproduce -- ${typedCommand(run)}` : `uringlab reproduce ${quote(job)}`;
}

export function describeEnd({ exitCode, exitSignal }: Invocation): string {
  return exitSignal === null ? `exit status ${exitCode ?? 'not known'}` : `ended by signal ${exitSignal}`;
}

/** `1 unhandled, 0 undecided, 2 handled, 1 at the end of the file`, as far as they could be judged. */
export function describeShorts(shorts: Invocation['shorts']): string {
  if (shorts === null) return 'not judged: trace events have no length';
  const { unhandled, unknown, handled, endOfFile, unjudged } = shorts;
  return (
    `${unhandled} unhandled, ${unknown} undecided, ${handled} handled, ${endOfFile} at the end of the file` +
    `${unjudged > 0 ? `, ${unjudged} not judged` : ''}`
  );
}

export function describeTime({ elapsedNs }: Invocation): string {
  return formatNanoseconds(elapsedNs);
}

/** All short results; null where they cannot be told. */
export function sumShorts({ invocations }: CommandRun): Invocation['shorts'] {
  const sum = { endOfFile: 0, handled: 0, unhandled: 0, unknown: 0, unjudged: 0 };
  for (const { shorts } of invocations) {
    if (shorts === null) return null;
    for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += shorts[key];
  }
  return sum;
}
