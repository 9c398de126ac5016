import { basename } from 'node:path';
import { reproduceCommand } from '@uringlab/reproducer';
import type { CommandRun, Findings } from '@uringlab/schema';
import type { CommandContext } from '../../context.ts';
import { Progress } from '../../terminal/progress.ts';
import type { Subject } from './choose-subject.ts';
import { judgeAndReport } from './judge-and-report.ts';
import { defaultOut } from './out-directory.ts';
import type { ReproduceOptions } from './reproduce-options.ts';

export interface CommandOutcome {
  directory: string;
  run: CommandRun;
  findings: Findings;
  files: string[];
}

/** Runs a command or a job under watch, judges what it did with its requests, and writes the report. */
export async function runCommand(
  subject: Exclude<Subject, { kind: 'scenario' }>,
  options: ReproduceOptions,
  context: CommandContext,
): Promise<CommandOutcome> {
  const name = subject.kind === 'job' ? basename(subject.job, '.fio') : basename(subject.words[0] ?? '');
  const directory = options.out ?? defaultOut(name);
  const progress = new Progress(options.json === true);
  try {
    const { run, leftBehind } = await reproduceCommand({
      command: subject.kind === 'job' ? { job: subject.job } : { words: subject.words },
      out: directory,
      runs: options.runs,
      trace: options.trace,
      events: options.events === true,
      outputAside: options.json === true,
      labVersion: context.version,
      signal: context.signal,
      onProgress: (text) => progress.say(text),
    });
    return { directory, run, ...(await judgeAndReport(directory, leftBehind, progress)) };
  } finally {
    progress.end();
  }
}
