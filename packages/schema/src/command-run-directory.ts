import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type CommandRun, CommandRunSchema } from './command-run.ts';
import { LabError } from './errors.ts';
import { checkArtifact, parseJson, RUN_FILES, readPart } from './run-directory.ts';
import { PartReader } from './run-parts.ts';

const KindSchema = z.looseObject({
  kind: z.enum(['scenario', 'command', 'guest-failure']).default('scenario'),
});
export type RunKind = z.infer<typeof KindSchema>['kind'];

/** What a run directory is of. Throws E_RUN_DAMAGED. */
export async function readRunKind(directory: string): Promise<RunKind> {
  const { kind } = parseJson(KindSchema, RUN_FILES.run, await readPart(directory, RUN_FILES.run));
  return kind;
}

export async function writeCommandRun(directory: string, run: CommandRun): Promise<void> {
  const text = JSON.stringify(CommandRunSchema.parse(run), null, 2);
  await writeFile(join(directory, RUN_FILES.run), `${text}\n`);
}

/** What a run of a command left behind. What may be large is named by its path, and read a piece at a time. */
export interface CommandRunContents {
  run: CommandRun;
  /** Paths of sqe.arrow and trace.dat; null where the run has none. */
  requests: string | null;
  trace: string | null;
  /** Path of strace.jsonl. */
  strace: string;
  /** Kernel log lines of the interval. */
  dmesg: string;
}

/** What is there of a run of a command: paths of parts that are missing or damaged are null, and `absent` says so in sentences. */
export interface CommandRunParts extends Pick<CommandRunContents, 'run' | 'requests' | 'trace'> {
  strace: string | null;
  /** null also where the run has no kernel log. */
  dmesg: string | null;
  absent?: readonly string[];
}

/** What whole parts the directory of a command's run has. Throws E_RUN_DAMAGED where run.json is none. */
export async function readCommandRunParts(directory: string): Promise<CommandRunParts> {
  const run = parseJson(CommandRunSchema, RUN_FILES.run, await readPart(directory, RUN_FILES.run));
  const parts = new PartReader(directory, run.artifacts);
  return {
    run,
    requests: run.requests.table === null ? null : await parts.pathOf(run.requests.table),
    trace: run.capture.trace === null ? null : await parts.pathOf(run.capture.trace),
    strace: await parts.pathOf(RUN_FILES.strace),
    dmesg: await parts.readLog(),
    absent: parts.absent,
  };
}

/** Each file is checked against its sha256 in run.json. Throws E_RUN_DAMAGED, naming the file. */
export async function readCommandRunContents(directory: string): Promise<CommandRunContents> {
  const run = parseJson(CommandRunSchema, RUN_FILES.run, await readPart(directory, RUN_FILES.run));
  for (const artifact of run.artifacts) await checkArtifact(directory, artifact);
  const pathOf = (name: string): string => {
    if (!run.artifacts.some((artifact) => artifact.name === name))
      throw new LabError('E_RUN_DAMAGED', `run.json does not list ${name}`);
    return join(directory, name);
  };
  pathOf(RUN_FILES.dmesg);
  return {
    run,
    requests: run.requests.table === null ? null : pathOf(run.requests.table),
    trace: run.capture.trace === null ? null : pathOf(run.capture.trace),
    strace: pathOf(RUN_FILES.strace),
    dmesg: (await readPart(directory, RUN_FILES.dmesg)).toString('utf8'),
  };
}
