import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  type Artifact,
  type CommandRun,
  describeArtifact,
  type Environment,
  type FailedResults,
  type Invocation,
  type LabError,
  MIB,
  RUN_FILES,
  writeCommandRun,
} from '@uringlab/schema';
import { Journal } from '@uringlab/undo';
import { describeEnvironment } from '../environment.ts';
import { describeFailure, undoFailed } from '../failed-run.ts';
import { Recording, SCOPE_OF_COMMANDS } from '../recording.ts';
import { openRunDirectory, type RunDirectory } from '../run-directory.ts';
import { localSite } from '../site/local-site.ts';
import { requireFreeSpace } from '../testbed/free-space.ts';
import { ErrorOutput } from './error-output.ts';
import { commandOfJob } from './fio-job.ts';
import { lookAtVerifyErrors } from './fio-verify-errors.ts';
import { requireProgram, withOutputAside } from './launch.ts';
import { RequestSource } from './request-source.ts';
import type { Watched } from './watched.ts';

export interface CommandRequest {
  /** A program and its arguments, or a job file for fio. */
  command: { words: readonly string[] } | { job: string };
  /** The run directory: made, or empty. */
  out: string;
  /** How often the command is run. */
  runs: number;
  /** Take a kernel trace. */
  trace: boolean;
  /** Know requests from the kernel's trace events even where BPF can be used. */
  events: boolean;
  /** What the command writes to its standard output goes to standard error. */
  outputAside: boolean;
  labVersion: string;
  /** Aborted: the command is ended, and what was recorded is kept. */
  signal: AbortSignal;
  onProgress(text: string): void;
}

export interface CommandReproduced {
  directory: string;
  run: CommandRun;
  /** What could not be undone: still there on the machine. */
  leftBehind: LabError[];
}

/** What a run directory holds at least; how much a command adds to it, nobody knows. */
const RUN_BYTES = 32 * MIB;

const TRACE_OF_ALL =
  'the trace is of all processes: pages and bios of a command are also the work of threads that are not its own';

function sum(invocations: readonly Invocation[], key: 'submitted' | 'completed' | 'lost'): number {
  return invocations.reduce((total, invocation) => total + invocation[key], 0);
}

/** The failures of all runs together; null where sqe.arrow has them. */
function sumFailed(watched: readonly Watched[]): FailedResults[] | null {
  const sums = new Map<string, FailedResults>();
  for (const { failed } of watched) {
    if (failed === null) return null;
    for (const { operation, result, count } of failed) {
      const key = `${operation} ${result}`;
      sums.set(key, { operation, result, count: count + (sums.get(key)?.count ?? 0) });
    }
  }
  return [...sums.values()];
}

async function describeArtifacts(directory: string, names: readonly (string | null)[]): Promise<Artifact[]> {
  const artifacts: Artifact[] = [];
  for (const name of names) if (name !== null) artifacts.push(await describeArtifact(directory, name));
  return artifacts;
}

/** fio under watch; what its verification finds is looked at when it has ended. */
async function watchFio(
  source: RequestSource,
  directory: string,
  words: readonly string[],
  signal: AbortSignal,
): Promise<Watched> {
  requireProgram(words[0] ?? '');
  const output = new ErrorOutput(directory);
  let said = '';
  const watched = await source.watch({ words: output.wrap(words), signal }).finally(() => {
    said = output.finish();
  });
  return { ...watched, invocation: { ...watched.invocation, verifyErrors: await lookAtVerifyErrors(said) } };
}

async function runInside(
  request: CommandRequest,
  environment: Environment,
  directory: string,
  journal: Journal,
): Promise<CommandRun> {
  const { command, signal, onProgress } = request;
  const words = 'job' in command ? await commandOfJob(command.job) : [...command.words];
  const isFio = basename(words[0] ?? '') === 'fio';
  const launched = request.outputAside ? withOutputAside(words) : words;
  await requireFreeSpace(directory, RUN_BYTES, '--out');
  const recording = await Recording.open(directory, SCOPE_OF_COMMANDS, journal, localSite);
  const source = new RequestSource(directory, request.events);
  try {
    const traced = request.trace && (await recording.start());
    const watched: Watched[] = [];
    while (watched.length < request.runs && !signal.aborted) {
      const nth = request.runs === 1 ? '' : `, run ${watched.length + 1} of ${request.runs}`;
      onProgress(`running ${words[0]}${traced ? ', traced' : ''}${nth}`);
      watched.push(
        isFio
          ? await watchFio(source, directory, launched, signal)
          : await source.watch({ words: launched, signal }),
      );
    }
    // Nothing was run, so there is nothing to keep.
    if (watched.length === 0) signal.throwIfAborted();
    onProgress('reading the trace out');
    const capture = await recording.stop(request.trace ? [] : ['not asked for']);
    const log = await recording.kernelLog();
    await writeFile(join(directory, RUN_FILES.dmesg), log.text);
    const { kind, table, missing, findings } = source.finish();
    const invocations = watched.map(({ invocation }) => invocation);
    const run: CommandRun = {
      format: 'uringlab-run',
      kind: 'command',
      version: 1,
      id: randomBytes(8).toString('hex'),
      createdAt: new Date().toISOString(),
      lab: { name: 'uringlab', version: request.labVersion },
      command: { words, directory: process.cwd(), job: 'job' in command ? command.job : null },
      environment,
      interrupted: signal.aborted,
      invocations,
      source: kind,
      requests: {
        table,
        missing,
        submitted: sum(invocations, 'submitted'),
        completed: sum(invocations, 'completed'),
        lost: sum(invocations, 'lost'),
      },
      failed: sumFailed(watched),
      capture: { ...capture, missing: [...capture.missing, ...log.missing] },
      notes: capture.trace === null ? [] : [TRACE_OF_ALL],
      artifacts: await describeArtifacts(directory, [table, findings, capture.trace, RUN_FILES.dmesg]),
    };
    await writeCommandRun(directory, run);
    return run;
  } finally {
    source.discard();
    await recording.discard();
  }
}

/**
 * Runs a command where it is, with its own files, watches its requests and records the kernel meanwhile, and writes a run directory.
 * Nothing else is made on the machine, and that is undone before it returns; of a run that failed nothing stays. An interrupted
 * command is a run like any other, as far as it went.
 *
 * @throws LabError; E_TOOL_MISSING without fio, E_COMMAND_MISSING, E_COMMAND_REFUSED, E_BPF_MISSING where requests cannot be known
 *   at all; E_INTERRUPTED when `signal` was aborted before the command ran
 */
export async function reproduceCommand(request: CommandRequest): Promise<CommandReproduced> {
  const environment = await describeEnvironment();
  const journal = await Journal.open();
  let directory: RunDirectory | undefined;
  try {
    directory = await openRunDirectory(request.out, journal);
    const run = await runInside(request, environment, directory.path, journal);
    await directory.keep();
    const problems = await journal.undoAll();
    return { directory: request.out, run, leftBehind: problems.map(({ error }) => error) };
  } catch (cause) {
    const left = await undoFailed(journal, directory);
    throw describeFailure(cause, left, request.signal.aborted);
  }
}
