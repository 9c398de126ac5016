import { LabError, toLabError } from '@uringlab/schema/errors';
import { Command, CommanderError } from 'commander';
import { addCommands } from './commands/command-table.ts';
import { COMMANDS } from './commands/commands.ts';
import type { CommandContext } from './context.ts';
import { InterruptWatch } from './interrupt.ts';
import { describeError } from './terminal/describe-error.ts';
import { OutputClosed } from './terminal/output.ts';
import { findCommand, hintAtUsage } from './usage-hint.ts';
import { readVersion } from './version.ts';

const EXIT_USAGE = 2;
const EXIT_INTERNAL = 70;

/**
 * Runs one command line.
 *
 * @returns the exit status: 0 the lab did its work, 2 usage, 3 it cannot run here; 1 or 125 under --exit-code;
 *   128 + n after signal n; 70 (EX_SOFTWARE, sysexits.h) for a defect of the lab itself
 */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const interrupt = new InterruptWatch();
  const context: CommandContext = {
    version: await readVersion(),
    args,
    signal: interrupt.signal,
    makeNothing: () => interrupt.close(),
    exitStatus: 0,
  };
  const program = new Command('uringlab')
    .description('The io_uring data-integrity laboratory.')
    .version(context.version, '-V, --version')
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .showHelpAfterError(false);
  try {
    await addCommands(COMMANDS, program, context, args);
    await program.parseAsync(args, { from: 'user' });
    return interrupt.exitStatus ?? context.exitStatus;
  } catch (error) {
    const status = await explain(error, args, program);
    return interrupt.exitStatus ?? status;
  } finally {
    interrupt.close();
  }
}

async function explain(error: unknown, args: readonly string[], program: Command): Promise<number> {
  if (error instanceof OutputClosed) return 0;
  const end = args.indexOf('--');
  // What comes behind -- is another program's.
  const json = args.slice(0, end < 0 ? undefined : end).includes('--json');
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    if (error.code === 'commander.help') {
      process.stderr.write(findCommand(args, program).helpInformation());
      return EXIT_USAGE;
    }
    const message = error.message.replace(/^error: /, '');
    describeError(new LabError('E_USAGE', message, { hint: await hintAtUsage(args, program) }), json);
    return EXIT_USAGE;
  }
  const known = toLabError(error);
  if (known !== undefined) {
    describeError(known, json);
    return known.exitStatus;
  }
  // Not one of the lab's own errors: the stack is what its maintainers need.
  process.stderr.write(`uringlab: internal error: ${error instanceof Error ? error.stack : String(error)}\n`);
  return EXIT_INTERNAL;
}
