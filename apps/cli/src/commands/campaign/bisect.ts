import { join } from 'node:path';
import { bisectGit, bisectList, bisectStep, gitTask, listTask, readSpec } from '@uringlab/campaign';
import { renderBisectPage, renderBisectText } from '@uringlab/report';
import { findScenario } from '@uringlab/reproducer';
import { type Bisect, type BisectSpec, BisectSpecSchema, CAMPAIGN_FILES, LabError } from '@uringlab/schema';
import type { Command } from 'commander';
import type { CommandContext } from '../../context.ts';
import { parsePath } from '../../parse-arguments.ts';
import { Progress } from '../../terminal/progress.ts';
import { defaultCampaign, writeText } from './campaign-files.ts';
import { ownProcesses } from './own-command.ts';

interface BisectOptions {
  out?: string;
  json?: boolean;
  step?: boolean;
  bad?: boolean;
}

/** What `git bisect run` takes a status for. */
const STEP_STATUS = { good: 0, bad: 1, skip: 125 } as const;

function requestOf(directory: string, context: CommandContext, progress: Progress) {
  return {
    out: directory,
    executor: ownProcesses(),
    lab: { name: 'uringlab', version: context.version },
    signal: context.signal,
    onProgress: (text: string) => progress.say(text),
  };
}

async function search(spec: BisectSpec, request: ReturnType<typeof requestOf>): Promise<Bisect> {
  if ('git' in spec) return bisectGit({ ...request, task: await gitTask(spec) }, spec.git);
  return bisectList({ ...request, task: listTask(spec) });
}

async function bisect(path: string, options: BisectOptions, context: CommandContext): Promise<void> {
  const spec = await readSpec(path, BisectSpecSchema);
  findScenario(spec.scenario.scenario);
  if (options.bad === true && options.step !== true)
    throw new LabError('E_USAGE', '--bad is for --step alone', { hint: 'the ends are in the spec' });
  const directory = options.out ?? defaultCampaign('bisect', path);
  const progress = new Progress(options.json === true);
  const request = requestOf(directory, context, progress);
  try {
    if (options.step === true) {
      if (!('git' in spec))
        throw new LabError('E_USAGE', '--step is for git trees', {
          hint: 'leave it out: a list is searched as a whole',
        });
      const task = await gitTask(spec);
      const verdict = await bisectStep({ ...request, task }, spec.git, process.cwd(), options.bad === true);
      progress.end();
      process.stdout.write(
        options.json === true ? `${JSON.stringify({ directory, verdict })}\n` : `${verdict}\n`,
      );
      context.exitStatus = STEP_STATUS[verdict];
      return;
    }
    const found = await search(spec, request);
    await writeText(join(directory, CAMPAIGN_FILES.bisectPage), renderBisectPage(found));
    progress.end();
    process.stdout.write(
      options.json === true
        ? `${JSON.stringify({ directory, bisect: found })}\n`
        : `${renderBisectText(found)}${directory}: ${CAMPAIGN_FILES.bisect} ${CAMPAIGN_FILES.bisectPage}\n`,
    );
  } finally {
    progress.end();
  }
}

export function addBisect(program: Command, context: CommandContext): void {
  program
    .command('bisect')
    .description(
      'find between which two kernels of a list, or with which commit of a git tree, a fault came in; repeats runs until a rate is told apart from zero',
    )
    .argument('<spec>', 'a YAML file: kernels or git, and the scenario', parsePath)
    .option(
      '--out <directory>',
      'the directory of the bisection: new, or one that is to be gone on with',
      parsePath,
    )
    .option(
      '--step',
      'judge the commit checked out in the current directory, for `git bisect run`: exit 0 good, 1 bad, 125 cannot tell',
    )
    .option(
      '--bad',
      'with --step: this commit is known to be bad; it tells how often the fault shows, and comes first',
    )
    .option('--json', 'one JSON object on stdout')
    .action((path: string, options: BisectOptions) => bisect(path, options, context));
}
