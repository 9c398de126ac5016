import {
  DEFAULT_SCENARIO,
  FILESYSTEMS,
  findScenario,
  readJobScenario,
  type Scenario,
} from '@uringlab/reproducer';
import { ConsumerSchema } from '@uringlab/schema';
import { type Command, Option } from 'commander';
import type { CommandContext } from '../../context.ts';
import { exitStatusOf } from '../../exit-status.ts';
import { parseBlockBytes, parseBytes, parseCount, parsePath } from '../../parse-arguments.ts';
import { summarize } from '../../terminal/summarize.ts';
import { summarizeCommand } from '../../terminal/summarize-command.ts';
import { chooseSubject, type Subject } from './choose-subject.ts';
import { requireOptionsOf } from './options-of-subject.ts';
import type { ReproduceOptions } from './reproduce-options.ts';
import { type CommandOutcome, runCommand } from './run-command.ts';
import { runScenario } from './run-scenario.ts';

/** Any number does; this one is the founding bug's. */
const DEFAULT_SEED = 208827;

/** Rows of ops.arrow name their phase in a byte: two rings, without and with a trace. */
const MOST_PASSES = 60;

type Outcome = Pick<CommandOutcome, 'directory' | 'files' | 'findings'>;

async function reproduceSubject(
  words: readonly string[],
  options: ReproduceOptions,
  command: Command,
  context: CommandContext,
): Promise<void> {
  const subject = chooseSubject(words, context.args);
  requireOptionsOf(subject, options.engine, command);
  const print = ({ directory, files, findings }: Outcome, text: string): void => {
    process.stdout.write(
      options.json === true ? `${JSON.stringify({ directory, files, findings })}\n` : text,
    );
  };
  const scenario = await scenarioOf(subject, options);
  if (scenario !== null) {
    const { outcomes, failure } = await runScenario(scenario, options, context);
    for (const outcome of outcomes) print(outcome, summarize(outcome));
    if (failure !== undefined) throw failure;
    if (options.exitCode === true) context.exitStatus = worstOf(outcomes);
  } else if (subject.kind !== 'scenario') {
    const outcome = await runCommand(subject, options, context);
    print(outcome, summarizeCommand(outcome));
    if (options.exitCode === true) context.exitStatus = worstOf([outcome]);
  }
}

/** What the lab runs itself; null for what runs by itself, under watch. */
async function scenarioOf(subject: Subject, { engine, seed }: ReproduceOptions): Promise<Scenario | null> {
  if (subject.kind === 'scenario') return findScenario(subject.name ?? DEFAULT_SCENARIO);
  return subject.kind === 'job' && engine === 'lab' ? await readJobScenario(subject.job, seed) : null;
}

/** Of several runs a fault in one counts for more than that another cannot tell. */
function worstOf(outcomes: readonly Outcome[]): number {
  const statuses = outcomes.map(({ findings }) => exitStatusOf(findings));
  return [1, 125].find((status) => statuses.includes(status)) ?? 0;
}

export function addReproduce(program: Command, context: CommandContext): void {
  program
    .command('reproduce', { isDefault: false })
    .description(
      'run a scenario, capture the kernel meanwhile, verify every byte, find the cause, write the report; or a job of fio, or a command behind --, and judge what it does with its results',
    )
    .usage('[options] [SCENARIO | JOB.fio | -- COMMAND ARGUMENTS...]')
    .argument(
      '[words...]',
      `a name from \`uringlab scenarios\` (${DEFAULT_SCENARIO} without one), a job file, or a command behind --`,
    )
    .addOption(
      new Option(
        '--engine <who>',
        'who makes the requests of a job file: the lab, which verifies every byte on a place of its own, or fio itself, under watch',
      )
        .choices(['lab', 'fio'])
        .default('lab'),
    )
    .addOption(
      new Option(
        '--consumer <kind>',
        'what the application does with a short read (ignore, unless the scenario is about another)',
      ).choices(ConsumerSchema.options),
    )
    .addOption(
      new Option(
        '--fs <type>',
        'file system to make on a loop device (root), or on the disk of --vm',
      ).choices([...FILESYSTEMS]),
    )
    .option(
      '--vm <name>',
      'run it in a test machine: a name from `uringlab vm list`, or the path of a file NAME.vm.yaml',
    )
    .addOption(
      new Option('--append <word>', 'a further word for the kernel of --vm; several times').argParser<
        string[]
      >((word, before = []) => [...before, word]),
    )
    .addOption(
      new Option(
        '--then <module.parameter=value>',
        'in the same boot of --vm, set this and run it again, into DIRECTORY-2; several times',
      ).argParser<string[]>((word, before = []) => [...before, word]),
    )
    .option('--dir <directory>', 'use this directory and its file system instead of a loop device', parsePath)
    .option('--work <directory>', 'where the image of the loop device or disk goes', parsePath, '/var/tmp')
    .option('--out <directory>', 'the run directory: new, or empty', parsePath)
    .option(
      '--file-size <size>',
      'bytes of data, e.g. 64m: rounded down to whole blocks, at least one',
      parseBytes,
    )
    .option('--block-size <size>', 'bytes of a read, e.g. 64k: whole pages, up to 1m', parseBlockBytes)
    .option('--depth <n>', 'requests in flight, at most all reads', parseCount(1, 4096))
    .option('--seed <n>', 'order of the reads', parseCount(0, 2 ** 32 - 1), DEFAULT_SEED)
    .option(
      '--passes <n>',
      'read everything again, in a fresh cache state, until a read comes back short: so often at most',
      parseCount(1, MOST_PASSES),
    )
    .option('--runs <n>', 'how often a command or job is run', parseCount(1, 10_000), 1)
    .option(
      '--events',
      'requests of a command by the events of tracefs, without BPF: short results cannot be judged',
    )
    .option('--no-trace', 'do not take a kernel trace')
    .option('--json', 'one JSON object on stdout; what a command writes there goes to stderr')
    .option(
      '--exit-code',
      'exit 1 when a fault was found, be it in one of several runs, 0 when none, 125 when it cannot be told',
    )
    .action((words: string[], options: ReproduceOptions, command: Command) =>
      reproduceSubject(words, options, command, context),
    );
}
