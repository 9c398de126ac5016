import { join } from 'node:path';
import { measureAccuracy, type Subject } from '@uringlab/campaign';
import { renderAccuracyText } from '@uringlab/report';
import { FILESYSTEMS, type Filesystem, findScenario, SCENARIOS } from '@uringlab/reproducer';
import { type Accuracy, CAMPAIGN_FILES, LabError } from '@uringlab/schema';
import type { Command } from 'commander';
import type { CommandContext } from '../../context.ts';
import { parseCount, parsePath } from '../../parse-arguments.ts';
import { Progress } from '../../terminal/progress.ts';
import { ownProcesses } from './own-command.ts';

interface AccuracyOptions {
  scenario?: string[];
  fs: Filesystem[];
  runs: number;
  minutes?: number;
  long?: boolean;
  seed: number;
  out?: string;
  json?: boolean;
  exitCode?: boolean;
}

/** Any page of this machine is at least as large. */
const LEAST_PAGE_BYTES = 4096;

/** Blocks of a run: enough that a few are treated badly and most are not; in the long form, enough for millions of requests. */
const SHORT_FORM = { leastBlocks: 8, mostBlocks: 64 };
const LONG_FORM = { leastBlocks: 8, mostBlocks: 4096 };

function subjectOf({ name, expected, filesystems, minimumBlockPages }: (typeof SCENARIOS)[number]): Subject {
  return {
    scenario: name,
    expected,
    // A scenario on a file system in memory has none to be varied.
    filesystems: FILESYSTEMS.filter((filesystem) => filesystems.includes(filesystem)),
    leastBlockBytes: minimumBlockPages * LEAST_PAGE_BYTES,
  };
}

function parseFilesystems(text: string): Filesystem[] {
  return text.split(',').map((word) => {
    const filesystem = FILESYSTEMS.find((name) => name === word);
    if (filesystem === undefined)
      throw new LabError('E_USAGE', `there is no file system ${JSON.stringify(word)} here`, {
        hint: `file systems: ${FILESYSTEMS.join(',')}`,
      });
    return filesystem;
  });
}

/** 1 a verdict that is wrong, 0 none; an unclear one is no wrong one. */
function exitStatusOf({ marks }: Accuracy): number {
  const wrong = marks['false-alarm'] + marks.missed + marks['other-class'] + marks['other-culprit'];
  return wrong > 0 ? 1 : 0;
}

async function accuracy(options: AccuracyOptions, context: CommandContext): Promise<void> {
  const scenarios = options.scenario?.map(findScenario) ?? SCENARIOS;
  const directory = options.out ?? join('uringlab-runs', `accuracy-${options.seed}`);
  const end =
    options.minutes === undefined ? Number.POSITIVE_INFINITY : performance.now() + options.minutes * 60_000;
  const progress = new Progress(options.json === true);
  let measured: Accuracy;
  try {
    measured = await measureAccuracy({
      subjects: scenarios.map(subjectOf),
      filesystems: options.fs,
      runs: options.runs,
      seed: options.seed,
      sizes: options.long === true ? LONG_FORM : SHORT_FORM,
      out: directory,
      executor: ownProcesses(),
      lab: { name: 'uringlab', version: context.version },
      signal: context.signal,
      isEnough: () => performance.now() >= end,
      onProgress: (text) => progress.say(text),
    });
  } finally {
    progress.end();
  }
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify({ directory, accuracy: measured })}\n`
      : `${renderAccuracyText(measured)}${directory}: ${CAMPAIGN_FILES.accuracy} ${CAMPAIGN_FILES.matrix}\n`,
  );
  if (options.exitCode === true) context.exitStatus = exitStatusOf(measured);
}

export function addAccuracy(program: Command, context: CommandContext): void {
  program
    .command('accuracy')
    .description(
      'run scenarios whose faults are known, with every consumer and on every file system, varied by seed, and count right verdicts, false alarms and missed faults; the same command goes on where it was stopped',
    )
    .option(
      '--scenario <name>',
      'this scenario alone; several times',
      (name: string, before: string[] = []) => [...before, name],
    )
    .option('--fs <types>', 'file systems, with commas between', parseFilesystems, [...FILESYSTEMS])
    .option('--runs <n>', 'runs of each scenario, consumer and file system', parseCount(1, 10_000), 1)
    .option('--minutes <n>', 'end after so long, with what was run by then', parseCount(1, 10_000))
    .option('--long', 'larger runs: millions of requests')
    .option('--seed <n>', 'of the first runs', parseCount(0, 2 ** 32 - 1), 208827)
    .option(
      '--out <directory>',
      'the directory of the measurement: new, or one that is to be gone on with',
      parsePath,
    )
    .option('--json', 'one JSON object on stdout')
    .option(
      '--exit-code',
      'exit 1 when a verdict was wrong: a false alarm, a missed fault, another class or culprit',
    )
    .action((options: AccuracyOptions) => accuracy(options, context));
}
