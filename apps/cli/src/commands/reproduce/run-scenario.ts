import { type ReproduceRequest, recordGuestFailure, reproduce, type Scenario } from '@uringlab/reproducer';
import { type FailedGuestRun, type Findings, LabError, type Run } from '@uringlab/schema';
import type { CommandContext } from '../../context.ts';
import { Progress } from '../../terminal/progress.ts';
import { parseGuestParameter } from './guest-parameter.ts';
import { judgeAndReport } from './judge-and-report.ts';
import { defaultOut } from './out-directory.ts';
import type { ReproduceOptions } from './reproduce-options.ts';
import { withGuest } from './with-guest.ts';
import type { GuestStep } from './work-in-guest.ts';

export interface ScenarioOutcome {
  directory: string;
  /** What was set in the running guest before it: `io_uring.lab_no_short_retry=0`. */
  set: string | null;
  findings: Findings;
  files: string[];
  /** The run, or what is known of it when its guest failed. */
  made: { kind: 'run'; run: Run } | { kind: 'failed'; run: FailedGuestRun };
}

type Made = Pick<ScenarioOutcome, 'directory' | 'set' | 'made'> & { leftBehind: LabError[] };

/** Runs by their order; `failure` is what kept the later ones from being made. */
export interface ScenarioOutcomes {
  outcomes: ScenarioOutcome[];
  failure: unknown;
}

/**
 * Runs a scenario, with --then several times in one boot of a guest, judges each run and writes its report. A guest that fails is judged as
 * well. Throws when not even one run was made.
 */
export async function runScenario(
  scenario: Scenario,
  options: ReproduceOptions,
  context: CommandContext,
): Promise<ScenarioOutcomes> {
  requireOptionsOfPlace(options);
  const parameters = (options.then ?? []).map(parseGuestParameter);
  const directory = options.out ?? defaultOut(scenario.name);
  const progress = new Progress(options.json === true);
  const request: ReproduceRequest = {
    scenario,
    consumer: options.consumer ?? scenario.consumer ?? 'ignore',
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
  const steps = [null, ...parameters].map((parameter, index) => ({
    parameter,
    out: index === 0 ? directory : `${directory}-${index + 1}`,
  }));
  try {
    const made: Made[] = [];
    let failure: unknown;
    try {
      if (options.vm === undefined) made.push(await runHere(request));
      else await runInGuest(options.vm, request, steps, options, context, progress, made);
    } catch (error) {
      if (made.length === 0) throw error;
      failure = error;
    }
    const outcomes: ScenarioOutcome[] = [];
    for (const { leftBehind, ...run } of made)
      outcomes.push({ ...run, ...(await judgeAndReport(run.directory, leftBehind, progress)) });
    return { outcomes, failure };
  } finally {
    progress.end();
  }
}

async function runHere(request: ReproduceRequest): Promise<Made> {
  const { run, leftBehind } = await reproduce(request);
  return { directory: request.out, set: null, made: { kind: 'run', run }, leftBehind };
}

/** Adds to `made` as the steps come to their ends: what was made stays when a later step throws. */
async function runInGuest(
  vm: string,
  request: ReproduceRequest,
  steps: readonly GuestStep[],
  options: ReproduceOptions,
  context: CommandContext,
  progress: Progress,
  made: Made[],
): Promise<void> {
  const { scenario } = request;
  await withGuest(
    ...([vm, scenario, steps, options, context, progress] as const),
    (site, onProgress, { out }) => reproduce({ ...request, out, site, onProgress }),
    async (ended) => {
      const { out, parameter } = ended.step;
      const run = { directory: out, set: parameter?.word ?? null };
      if (ended.kind === 'done') {
        const { run: done, leftBehind } = ended.result;
        made.push({ ...run, made: { kind: 'run', run: done }, leftBehind });
      } else {
        const failed = await recordGuestFailure({ request: { ...request, out }, ...ended.guest });
        made.push({ ...run, made: { kind: 'failed', run: failed }, leftBehind: [] });
      }
    },
  );
}

/** Throws E_USAGE for options that exclude each other. */
function requireOptionsOfPlace({ dir, fs, vm, append, then }: ReproduceOptions): void {
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
  if (then !== undefined && vm === undefined)
    throw new LabError('E_USAGE', '--then is for the kernel of a test machine, and there is no --vm', {
      hint,
    });
  if (append !== undefined && vm === undefined)
    throw new LabError('E_USAGE', '--append is for the kernel of a test machine, and there is no --vm', {
      hint,
    });
}
