import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { analyzeRun } from '@uringlab/analyzer';
import { writeReport } from '@uringlab/report';
import {
  DEFAULT_SCENARIO,
  FILESYSTEMS,
  type Filesystem,
  findScenario,
  reproduce,
} from '@uringlab/reproducer';
import { type Consumer, ConsumerSchema, type Findings, LabError, type Run } from '@uringlab/schema';
import { type Command, Option } from 'commander';
import type { CommandContext } from '../context.ts';
import { exitStatusOf } from '../exit-status.ts';
import { parseBlockBytes, parseBytes, parseCount, parsePath } from '../parse-arguments.ts';
import { Progress } from '../terminal/progress.ts';
import { summarize } from '../terminal/summarize.ts';

/** Any number does; this one is the founding bug's. */
const DEFAULT_SEED = 208827;

interface ReproduceOptions {
  consumer: Consumer;
  fs?: Filesystem;
  dir?: string;
  work: string;
  out?: string;
  fileSize?: number;
  blockSize?: number;
  depth?: number;
  seed: number;
  trace: boolean;
  json?: boolean;
  exitCode?: boolean;
}

/** `uringlab-runs/20261122-142501-nowait-page-boundary-1f3a`: sorts by time, says what it is, never taken. */
function defaultOut(scenario: string): string {
  const stamp = new Date().toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  return join('uringlab-runs', `${stamp}-${scenario}-${randomBytes(2).toString('hex')}`);
}

export interface ReproduceOutcome {
  directory: string;
  run: Run;
  findings: Findings;
  files: string[];
}

async function reproduceAndReport(
  name: string,
  options: ReproduceOptions,
  context: CommandContext,
): Promise<ReproduceOutcome> {
  const scenario = findScenario(name);
  if (options.dir !== undefined && options.fs !== undefined) {
    throw new LabError(
      'E_USAGE',
      '--dir takes the file system of the directory, --fs makes one: give one of the two',
      { hint: '`uringlab reproduce --help` lists what there is' },
    );
  }
  const directory = options.out ?? defaultOut(scenario.name);
  const progress = new Progress(options.json === true);
  try {
    const { run, leftBehind } = await reproduce({
      scenario,
      consumer: options.consumer,
      out: directory,
      ...(options.dir === undefined ? {} : { directory: options.dir }),
      ...(options.fs === undefined ? {} : { filesystem: options.fs }),
      workDirectory: options.work,
      options: {
        fileBytes: options.fileSize ?? scenario.defaults.fileBytes,
        blockBytes: options.blockSize ?? scenario.defaults.blockBytes,
        depth: options.depth ?? scenario.defaults.depth,
        seed: options.seed,
      },
      trace: options.trace,
      labVersion: context.version,
      signal: context.signal,
      onProgress: (text) => progress.say(text),
    });
    for (const error of leftBehind)
      process.stderr.write(`uringlab: left behind: ${error.message}; try \`uringlab clean\`\n`);
    progress.say('finding the cause');
    const findings = await analyzeRun(directory);
    progress.say('writing the report');
    return { directory, run, findings, files: await writeReport(directory) };
  } finally {
    progress.end();
  }
}

export function addReproduce(program: Command, context: CommandContext): void {
  program
    .command('reproduce', { isDefault: false })
    .description(
      'run a scenario, capture the kernel meanwhile, verify every byte, find the cause, write the report',
    )
    .argument('[scenario]', 'a name from `uringlab scenarios`', DEFAULT_SCENARIO)
    .addOption(
      new Option('--consumer <kind>', 'what the application does with a short read')
        .choices(ConsumerSchema.options)
        .default('ignore'),
    )
    .addOption(
      new Option('--fs <type>', 'file system to make on a loop device (root)').choices([...FILESYSTEMS]),
    )
    .option('--dir <directory>', 'use this directory and its file system instead of a loop device', parsePath)
    .option('--work <directory>', 'where the image of the loop device goes', parsePath, '/var/tmp')
    .option('--out <directory>', 'the run directory: new, or empty', parsePath)
    .option(
      '--file-size <size>',
      'bytes of data, e.g. 64m: rounded down to whole blocks, at least one',
      parseBytes,
    )
    .option('--block-size <size>', 'bytes of a read, e.g. 64k: whole pages, up to 1m', parseBlockBytes)
    .option('--depth <n>', 'requests in flight, at most all reads', parseCount(1, 4096))
    .option('--seed <n>', 'order of the reads', parseCount(0, 2 ** 32 - 1), DEFAULT_SEED)
    .option('--no-trace', 'do not take a kernel trace')
    .option('--json', 'one JSON object on stdout')
    .option('--exit-code', 'exit 1 when a fault was found, 0 when none, 125 when it cannot be told')
    .action(async (name: string, options: ReproduceOptions) => {
      const outcome = await reproduceAndReport(name, options, context);
      const { directory, findings, files } = outcome;
      process.stdout.write(
        options.json === true ? `${JSON.stringify({ directory, files, findings })}\n` : summarize(outcome),
      );
      if (options.exitCode === true) context.exitStatus = exitStatusOf(findings);
    });
}
