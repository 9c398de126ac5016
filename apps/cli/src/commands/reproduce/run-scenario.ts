import { findScenario, reproduce } from '@uringlab/reproducer';
import { type Findings, LabError, type Run } from '@uringlab/schema';
import type { CommandContext } from '../../context.ts';
import { Progress } from '../../terminal/progress.ts';
import { judgeAndReport } from './judge-and-report.ts';
import { defaultOut } from './out-directory.ts';
import type { ReproduceOptions } from './reproduce-options.ts';

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
        passes: options.passes ?? 1,
      },
      trace: options.trace,
      labVersion: context.version,
      signal: context.signal,
      onProgress: (text) => progress.say(text),
    });
    return { directory, run, ...(await judgeAndReport(directory, leftBehind, progress)) };
  } finally {
    progress.end();
  }
}
