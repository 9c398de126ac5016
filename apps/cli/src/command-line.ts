import { LabError, toLabError } from '@uringlab/schema';
import { Command, CommanderError } from 'commander';
import { addAnalyze } from './commands/analyze.ts';
import { addClean } from './commands/clean.ts';
import { addDoctor } from './commands/doctor.ts';
import { addReport } from './commands/report.ts';
import { addReproduce } from './commands/reproduce.ts';
import { addScenarios } from './commands/scenarios.ts';
import type { CommandContext } from './context.ts';
import { InterruptWatch } from './interrupt.ts';
import { describeError } from './terminal/describe-error.ts';
import { hintAtUsage } from './usage-hint.ts';
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
  const context: CommandContext = { version: await readVersion(), signal: interrupt.signal, exitStatus: 0 };
  const program = new Command('uringlab')
    .description('The io_uring data-integrity laboratory.')
    .version(context.version, '-V, --version')
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .showHelpAfterError(false);
  for (const add of [addReproduce, addScenarios, addDoctor, addAnalyze, addReport, addClean])
    add(program, context);
  try {
    await program.parseAsync(args, { from: 'user' });
    return interrupt.exitStatus ?? context.exitStatus;
  } catch (error) {
    const status = explain(error, args, program);
    return interrupt.exitStatus ?? status;
  } finally {
    interrupt.close();
  }
}

function explain(error: unknown, args: readonly string[], program: Command): number {
  const json = args.includes('--json');
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    if (error.code === 'commander.help') {
      process.stderr.write(program.helpInformation());
      return EXIT_USAGE;
    }
    const message = error.message.replace(/^error: /, '');
    describeError(new LabError('E_USAGE', message, { hint: hintAtUsage(args, program) }), json);
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
