import { findScenario, type ReproduceRequest, recordGuestFailure, reproduce } from '@uringlab/reproducer';
import { type FailedGuestRun, type Findings, LabError, type Run } from '@uringlab/schema';
import type { CommandContext } from '../../context.ts';
import { Progress } from '../../terminal/progress.ts';
import { judgeAndReport } from './judge-and-report.ts';
import { defaultOut } from './out-directory.ts';
import type { ReproduceOptions } from './reproduce-options.ts';
import { withGuest } from './with-guest.ts';

export interface ScenarioOutcome {
  directory: string;
  findings: Findings;
  files: string[];
  /** The run, or what is known of it when its guest failed. */
  made: { kind: 'run'; run: Run } | { kind: 'failed'; run: FailedGuestRun };
}

interface Made {
  made: ScenarioOutcome['made'];
  leftBehind: LabError[];
}

/** Runs a scenario, judges it and writes the report. A guest that fails is judged as well. */
export async function runScenario(
  name: string,
  options: ReproduceOptions,
  context: CommandContext,
): Promise<ScenarioOutcome> {
  const scenario = findScenario(name);
  requireOptionsOfPlace(options);
  const directory = options.out ?? defaultOut(scenario.name);
  const progress = new Progress(options.json === true);
  const request: ReproduceRequest = {
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
      passes: options.passes ?? (options.vm === undefined ? 1 : scenario.passesInGuest),
    },
    trace: options.trace,
    labVersion: context.version,
    signal: context.signal,
    onProgress: (text) => progress.say(text),
  };
  try {
    const { made, leftBehind } =
      options.vm === undefined
        ? await runHere(request)
        : await runInGuest(options.vm, request, options, context, progress);
    return { directory, made, ...(await judgeAndReport(directory, leftBehind, progress)) };
  } finally {
    progress.end();
  }
}

async function runHere(request: ReproduceRequest): Promise<Made> {
  const { run, leftBehind } = await reproduce(request);
  return { made: { kind: 'run', run }, leftBehind };
}

async function runInGuest(
  vm: string,
  request: ReproduceRequest,
  options: ReproduceOptions,
  context: CommandContext,
  progress: Progress,
): Promise<Made> {
  const { scenario, out } = request;
  const ended = await withGuest(vm, scenario, out, options, context, progress, (site, onProgress) =>
    reproduce({ ...request, site, onProgress }),
  );
  if (ended.kind === 'done')
    return { made: { kind: 'run', run: ended.result.run }, leftBehind: ended.result.leftBehind };
  const run = await recordGuestFailure({ request, ...ended.guest });
  return { made: { kind: 'failed', run }, leftBehind: [] };
}

/** Throws E_USAGE for options that exclude each other. */
function requireOptionsOfPlace({ dir, fs, vm, append }: ReproduceOptions): void {
  const hint = '`uringlab reproduce --help` lists what there is';
  if (dir !== undefined && fs !== undefined) {
    throw new LabError(
      'E_USAGE',
      '--dir takes the file system of the directory, --fs makes one: give one of the two',
      { hint },
    );
  }
  if (dir !== undefined && vm !== undefined)
    throw new LabError('E_USAGE', '--dir is a directory of this machine, --vm runs on another', { hint });
  if (append !== undefined && vm === undefined)
    throw new LabError('E_USAGE', '--append is for the kernel of a test machine, and there is no --vm', {
      hint,
    });
}
