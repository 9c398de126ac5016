import { findScenario, reproduce, type Site } from '@uringlab/reproducer';
import { type Findings, LabError, type Run } from '@uringlab/schema';
import type { CommandContext } from '../../context.ts';
import { Progress } from '../../terminal/progress.ts';
import { judgeAndReport } from './judge-and-report.ts';
import { defaultOut } from './out-directory.ts';
import type { ReproduceOptions } from './reproduce-options.ts';
import { withGuest } from './with-guest.ts';

export interface ScenarioOutcome {
  directory: string;
  run: Run;
  findings: Findings;
  files: string[];
}

/** Runs a scenario, judges it and writes the report. */
export async function runScenario(
  name: string,
  options: ReproduceOptions,
  context: CommandContext,
): Promise<ScenarioOutcome> {
  const scenario = findScenario(name);
  requireOptionsOfPlace(options);
  const directory = options.out ?? defaultOut(scenario.name);
  const progress = new Progress(options.json === true);
  const run = (site?: Site) =>
    reproduce({
      ...(site === undefined ? {} : { site }),
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
        passes: options.passes ?? (site === undefined ? 1 : scenario.passesInGuest),
      },
      trace: options.trace,
      labVersion: context.version,
      signal: context.signal,
      onProgress: (text) => progress.say(text),
    });
  try {
    const { run: made, leftBehind } = await (options.vm === undefined
      ? run()
      : withGuest(options.vm, scenario, directory, options, context, progress, run));
    return { directory, run: made, ...(await judgeAndReport(directory, leftBehind, progress)) };
  } finally {
    progress.end();
  }
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
