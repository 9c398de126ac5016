import { constants } from 'node:os';
import { basename } from 'node:path';
import { LabError } from '@uringlab/schema';
import { type ProgramResult, UringError } from '@uringlab/uring-native';
import { boot, type FoundDefinition, findDefinition, type Guest } from '@uringlab/vm';
import { type Command, Option } from 'commander';
import type { CommandContext } from '../../context.ts';
import { parseCount } from '../../parse-arguments.ts';
import { writeOutput } from '../../terminal/output.ts';
import { Progress } from '../../terminal/progress.ts';
import { withJournal } from './with-journal.ts';

interface RunOptions {
  copy?: string[];
  append?: string[];
  timeout?: number;
  quiet?: boolean;
}

const append = (value: string, previous: string[] = []): string[] => [...previous, value];
const OUTPUT_BYTES = 64 * 2 ** 20;

/** What is copied in lies in /tmp of the guest, which is in its PATH then. */
async function runIn(
  guest: Guest,
  { definition }: FoundDefinition,
  command: readonly string[],
  { copy = [], timeout }: RunOptions,
  signal: AbortSignal,
): Promise<ProgramResult> {
  const root = definition.root === 'tiny' ? '' : '/host';
  for (const path of copy) await guest.copyIn(path, `${root}/tmp/${basename(path)}`);
  const request = {
    arguments: root === '' ? command : ['chroot', root, ...command],
    environment: { PATH: '/bin:/usr/bin:/sbin:/usr/sbin:/tmp', HOME: '/', TERM: 'dumb' },
    outputBytes: OUTPUT_BYTES,
    ...(timeout === undefined ? {} : { limitMs: timeout * 1000 }),
  };
  return await guest.run(request, { signal }).catch((error: unknown) => {
    throw error instanceof UringError && error.syscall === 'posix_spawn'
      ? explainStart(command, error)
      : error;
  });
}

/** With the status that a shell has for it. */
function explainStart([program]: readonly string[], cause: UringError): LabError {
  const isMissing = cause.errno === constants.errno.ENOENT;
  return new LabError(
    isMissing ? 'E_COMMAND_MISSING' : 'E_COMMAND_REFUSED',
    `${program} ${isMissing ? 'is not there in the guest' : `cannot be run in the guest: ${cause.message}`}`,
    {
      hint: 'uringlab vm run NAME -- ls /bin shows what is there; --copy FILE takes a static program along',
      cause,
    },
  );
}

/** As a shell has it: 128 + n after signal n. */
function statusOf({ status, signal }: ProgramResult): number {
  return signal === 0 ? status : 128 + signal;
}

async function run(
  name: string,
  command: readonly string[],
  options: RunOptions,
  context: CommandContext,
): Promise<void> {
  const progress = new Progress(options.quiet === true);
  const say = (text: string): void => progress.say(text);
  const found = await findDefinition(name);
  try {
    const result = await withJournal(found, async ({ cache, journal }) => {
      const commandLine = options.append ?? [];
      const guest = await boot(found, { cache, journal, signal: context.signal, progress: say, commandLine });
      const { bootMs, accelerator } = guest.description;
      say(`${found.definition.name} answers after ${(bootMs / 1000).toFixed(1)} s (${accelerator})`);
      try {
        return await runIn(guest, found, command, options, context.signal);
      } finally {
        await guest.close();
      }
    });
    progress.end();
    process.stderr.write(result.stderr);
    await writeOutput(result.stdout);
    if (result.isTimedOut)
      throw new LabError('E_GUEST_TIMEOUT', `${command[0]} did not end within ${options.timeout} s`, {
        hint: '--timeout SECONDS gives it more',
      });
    context.exitStatus = statusOf(result);
  } finally {
    progress.end();
  }
}

export function addVmRun(vm: Command, context: CommandContext): void {
  vm.command('run')
    .passThroughOptions()
    .description('boot a test machine, run a command in it, and end with its output and status')
    .argument('<name>', 'a test machine, or the path of a file NAME.vm.yaml')
    .argument('<command...>', 'a program and its arguments, behind -- if you like; busybox is there')
    .addOption(
      new Option('--copy <file>', 'copied to /tmp of the guest first; several times').argParser<string[]>(
        append,
      ),
    )
    .addOption(
      new Option('--append <word>', 'a further word for the kernel; several times').argParser<string[]>(
        append,
      ),
    )
    .option('--timeout <seconds>', 'for the command', parseCount(1, 86_400))
    .option('--quiet', 'no progress')
    .action(async (name: string, words: string[], options: RunOptions) => {
      const command = words[0] === '--' ? words.slice(1) : words;
      if (command.length === 0)
        throw new LabError('E_USAGE', 'the command is missing', {
          hint: `uringlab vm run ${name} -- uname -a`,
        });
      await run(name, command, options, context);
    });
}
