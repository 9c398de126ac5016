import { rm } from 'node:fs/promises';
import { findCause, findCauseIn } from '@uringlab/analyzer';
import { type Minimized, minimize } from '@uringlab/campaign';
import { FILESYSTEMS, findScenario, type ReproduceRequest, reproduce } from '@uringlab/reproducer';
import {
  type Findings,
  LabError,
  type PlanShape,
  RingFeatureSchema,
  type Run,
  type RunContents,
  readFindings,
  readRunContents,
  readRunKind,
  type Verdict,
} from '@uringlab/schema';
import type { Command } from 'commander';
import type { CommandContext } from '../../context.ts';
import { parseCount, parsePath } from '../../parse-arguments.ts';
import { Progress } from '../../terminal/progress.ts';
import { summarize } from '../../terminal/summarize.ts';
import { describeReduction } from '../../terminal/summarize-minimized.ts';
import { judgeAndReport, tellLeftBehind } from '../reproduce/judge-and-report.ts';
import { defaultOut } from '../reproduce/out-directory.ts';

interface MinimizeOptions {
  out?: string;
  dir?: string;
  work: string;
  tries: number;
  budget: number;
  json?: boolean;
}

/** A run and what is to stay true of it. */
interface Subject {
  contents: RunContents;
  shape: PlanShape;
  verdict: Verdict;
  rate: NonNullable<Findings['rate']>;
  /** The verdict rests on the trace, so every run needs one. */
  needsTrace: boolean;
}

function isSame(a: Verdict, b: Verdict): boolean {
  return a.class === b.class && a.culprit === b.culprit && a.trigger === b.trigger;
}

/** Throws E_USAGE for a run that cannot be made again here, or has nothing that could be kept. */
async function readSubject(directory: string, options: MinimizeOptions): Promise<Subject> {
  const hint = 'name the directory of a scenario that `uringlab reproduce` ran on this machine';
  const kind = await readRunKind(directory);
  if (kind !== 'scenario')
    throw new LabError('E_USAGE', `${directory} is not the run of a scenario`, { hint });
  const contents = await readRunContents(directory);
  const { run } = contents;
  if (run.environment.vm !== undefined)
    throw new LabError('E_USAGE', `the run happened in the guest ${run.environment.vm.name}`, { hint });
  const { shape } = run.scenario;
  if (shape === undefined)
    throw new LabError('E_USAGE', 'the run does not say what was asked for: an older lab made it', { hint });
  if (run.testbed.kind === 'directory' && options.dir === undefined) {
    throw new LabError('E_USAGE', 'the run lay in a directory of its own', {
      hint: 'name one on the same file system with --dir DIR',
    });
  }
  // Found already, as a rule: the trace of a large run takes a while to read.
  const { verdict, rate } = await readFindings(directory).catch(() => findCause(contents));
  if (verdict.class === 'no-fault-found' || verdict.class === 'not-enough-evidence' || rate === null) {
    throw new LabError('E_USAGE', `the verdict is "${verdict.title}", which any smaller run may give`, {
      hint: 'name a run with a verdict that says what happened',
    });
  }
  const untraced = await findCause({ ...contents, trace: null });
  return { contents, shape, verdict, rate, needsTrace: !isSame(verdict, untraced.verdict) };
}

function requestOf(
  { contents: { run }, shape }: Subject,
  options: MinimizeOptions,
  context: CommandContext,
): Omit<ReproduceRequest, 'out' | 'trace' | 'onProgress'> {
  const filesystem = FILESYSTEMS.find((name) => name === run.testbed.filesystem);
  const { fileBytes, blockBytes, depth, passes, without } = shape;
  return {
    scenario: findScenario(run.scenario.name),
    consumer: run.consumer,
    ...(options.dir !== undefined
      ? { directory: options.dir }
      : filesystem === undefined
        ? {}
        : { filesystem }),
    workDirectory: options.work,
    options: { fileBytes, blockBytes, depth, passes, seed: run.scenario.seed },
    without,
    labVersion: context.version,
    signal: context.signal,
  };
}

/** Reads of a pass over one ring. */
function countReads(run: Run): number {
  return run.phases[0]?.operations ?? 0;
}

async function reduce(
  subject: Subject,
  options: MinimizeOptions,
  context: CommandContext,
  onProgress: (text: string) => void,
): Promise<Minimized> {
  const { contents, shape: start, verdict, rate, needsTrace } = subject;
  const { run } = contents;
  const scenario = findScenario(run.scenario.name);
  return minimize({
    start,
    startReads: countReads(run),
    rate,
    bounds: {
      files: run.files.map(({ name }) => name),
      rings: scenario.rings.map(({ name, ring }) => ({
        name,
        features: RingFeatureSchema.options.filter((feature) => ring[feature]),
      })),
      leastBlockBytes: scenario.minimumBlockPages * run.environment.pageBytes,
      leastDepth: scenario.minimumDepth ?? 1,
      hasRequestFlags: run.scenario.requestFlags.length > 0,
      // Whether a scenario advises is known once it is arranged; to leave out what is not there costs a run.
      hasAdvice: true,
    },
    run: async (shape, directory) => {
      const request = requestOf({ ...subject, shape }, options, context);
      const made = await reproduce({ ...request, out: directory, trace: needsTrace, onProgress: () => {} });
      tellLeftBehind(made.leftBehind);
      const found = await findCauseIn(directory);
      return {
        same: isSame(found.verdict, verdict),
        operations: found.rate?.total ?? 0,
        reads: countReads(made.run),
      };
    },
    workDirectory: options.work,
    tries: options.tries,
    budgetSeconds: options.budget,
    signal: context.signal,
    onProgress,
  });
}

/** Runs the smallest shape with a trace, into the run directory, until the verdict is the one that was to be kept. */
async function runSmallest(
  subject: Subject,
  shape: PlanShape,
  directory: string,
  options: MinimizeOptions,
  context: CommandContext,
  progress: Progress,
) {
  const request = requestOf({ ...subject, shape }, options, context);
  for (let made = 1; ; made++) {
    const { run, leftBehind } = await reproduce({
      ...request,
      out: directory,
      trace: true,
      onProgress: (text) => progress.say(text),
    });
    const { verdict } = await findCauseIn(directory);
    if (isSame(verdict, subject.verdict) || made >= options.tries)
      return { run, ...(await judgeAndReport(directory, leftBehind, progress)) };
    tellLeftBehind(leftBehind);
    await rm(directory, { recursive: true });
  }
}

async function minimizeRun(from: string, options: MinimizeOptions, context: CommandContext): Promise<void> {
  const subject = await readSubject(from, options);
  const directory = options.out ?? defaultOut(`minimized-${subject.contents.run.scenario.name}`);
  const progress = new Progress(options.json === true);
  try {
    const minimized = await reduce(subject, options, context, (text) => progress.say(text));
    const { run, findings, files } = await runSmallest(
      subject,
      minimized.shape,
      directory,
      options,
      context,
      progress,
    );
    progress.end();
    const sameVerdict = isSame(findings.verdict, subject.verdict);
    if (options.json === true) {
      process.stdout.write(`${JSON.stringify({ directory, minimized, sameVerdict, files, findings })}\n`);
      return;
    }
    const reduction = describeReduction(subject.contents.run, run, minimized, sameVerdict);
    process.stdout.write(
      `${reduction}${summarize({ directory, set: null, findings, files, made: { kind: 'run', run } })}`,
    );
  } finally {
    progress.end();
  }
}

export function addMinimize(program: Command, context: CommandContext): void {
  program
    .command('minimize')
    .description(
      'make the plan of a run as small as it goes with the same verdict: files, operations, depth, sizes, rings, flags, advice; and run that, into a directory of its own with a shorter reproducer',
    )
    .argument('<run>', 'the directory of a run of a scenario', parsePath)
    .option('--out <directory>', 'the new run directory: new, or empty', parsePath)
    .option('--dir <directory>', 'use this directory and its file system instead of a loop device', parsePath)
    .option('--work <directory>', 'where the runs that are tried go', parsePath, '/var/tmp')
    .option(
      '--tries <n>',
      'runs of one plan at most, before it is taken not to show the fault; as many as its rate asks for',
      parseCount(2, 1000),
      12,
    )
    .option('--budget <seconds>', 'then take what has been reached', parseCount(1, 86_400), 600)
    .option('--json', 'one JSON object on stdout')
    .action((from: string, options: MinimizeOptions) => minimizeRun(from, options, context));
}
