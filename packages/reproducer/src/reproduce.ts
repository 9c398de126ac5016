import { randomBytes } from 'node:crypto';
import { open, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Artifact,
  type CaptureSummary,
  type Consumer,
  type DataFile,
  describeArtifact,
  type Environment,
  encodeOps,
  formatMismatches,
  LabError,
  type Mismatch,
  type Peer,
  RUN_FILES,
  type Run,
  toLabError,
  writeRun,
} from '@uringlab/schema';
import { Journal } from '@uringlab/undo';
import { execute } from '@uringlab/uring-native';
import { describeEnvironment } from './environment.ts';
import { joinColumns } from './join-columns.ts';
import { askPeer, setCacheState } from './page-cache.ts';
import { planFill } from './plans.ts';
import { Recording } from './recording.ts';
import { openRunDirectory } from './run-directory.ts';
import { type PassResult, runPass } from './run-pass.ts';
import type { Arrangement, Filesystem, Scenario, ScenarioFile, ScenarioOptions } from './scenario.ts';
import { chooseTestbed } from './testbed/choose-testbed.ts';
import type { Testbed } from './testbed/testbed.ts';

export interface ReproduceRequest {
  scenario: Scenario;
  consumer: Consumer;
  /** The run directory: made, or empty. */
  out: string;
  /** A directory to put the files in; undefined for a loop device of the lab's own. */
  directory?: string;
  filesystem?: Filesystem;
  /** Where the image of the loop device goes. */
  workDirectory: string;
  options: ScenarioOptions;
  /** Take a kernel trace of a second pass. */
  trace: boolean;
  labVersion: string;
  signal: AbortSignal;
  /** Told what is being done, for people. */
  onProgress(text: string): void;
}

export interface Reproduced {
  directory: string;
  run: Run;
  /** What could not be undone: still there on the machine. */
  leftBehind: LabError[];
}

/** Writes the files of the scenario and flushes them to the device. */
async function fillFiles(
  bed: Testbed,
  files: readonly ScenarioFile[],
  runId: bigint,
  signal: AbortSignal,
): Promise<DataFile[]> {
  const { ops } = await execute(planFill(runId, bed, files), { signal });
  signal.throwIfAborted();
  const failed = ops.result.findIndex((result, row) => result !== ops.length[row]);
  if (failed >= 0) {
    const isFull = ops.result[failed] === -28 || (ops.result[failed] ?? 0) >= 0;
    throw new LabError(
      isFull ? 'E_NO_SPACE' : 'E_SYSTEM',
      `a write of ${ops.length[failed]} bytes came back as ${ops.result[failed]}`,
      {
        hint: 'free some space, or name another place with --work DIR',
      },
    );
  }
  const described: DataFile[] = [];
  for (const [index, file] of files.entries()) {
    const path = bed.pathOf(file.name);
    await truncate(path, file.bytes);
    const handle = await open(path, 'r+');
    await handle.sync().finally(() => handle.close());
    const { ino, blksize, size } = await stat(path);
    described.push({ index, name: file.name, bytes: size, inode: ino, blockBytes: blksize });
  }
  return described;
}

async function writeArtifacts(
  directory: string,
  parts: { ops: Uint8Array; mismatches: readonly Mismatch[]; dmesg: string; capture: CaptureSummary },
): Promise<Artifact[]> {
  await writeFile(join(directory, RUN_FILES.ops), parts.ops);
  await writeFile(join(directory, RUN_FILES.mismatches), formatMismatches(parts.mismatches));
  await writeFile(join(directory, RUN_FILES.dmesg), parts.dmesg);
  const names = [
    RUN_FILES.ops,
    RUN_FILES.mismatches,
    RUN_FILES.dmesg,
    ...(parts.capture.trace === null ? [] : [parts.capture.trace]),
  ];
  return Promise.all(names.map((name) => describeArtifact(directory, name)));
}

async function runInside(request: ReproduceRequest, directory: string, journal: Journal): Promise<Run> {
  const { scenario, options, signal, onProgress } = request;
  const environment = await describeEnvironment();
  const runId = randomBytes(8).readBigUInt64LE();
  const files = scenario.layOut(options);
  const dataBytes = files.reduce((sum, file) => sum + file.bytes, 0);

  onProgress(`making a place for ${files.length} file${files.length === 1 ? '' : 's'}`);
  const bed = await chooseTestbed({ ...request, out: directory }, dataBytes, journal);
  signal.throwIfAborted();
  onProgress(`writing self-describing blocks on ${bed.description.filesystem}`);
  const dataFiles = await fillFiles(bed, files, runId, signal);
  const arrangement = await scenario.arrange(bed, options, files);

  const recording = new Recording(directory, bed, journal);
  try {
    return await runRecorded(request, {
      directory,
      environment,
      runId,
      files,
      dataFiles,
      bed,
      arrangement,
      recording,
    });
  } finally {
    await recording.discard();
  }
}

/** What a run has in hand when its files lie there. */
interface Prepared {
  directory: string;
  environment: Environment;
  runId: bigint;
  files: readonly ScenarioFile[];
  dataFiles: DataFile[];
  bed: Testbed;
  arrangement: Arrangement;
  recording: Recording;
}

async function runRecorded(request: ReproduceRequest, prepared: Prepared): Promise<Run> {
  const { scenario, consumer, options, signal, onProgress } = request;
  const { directory, environment, runId, files, bed, arrangement, recording } = prepared;
  const passes: PassResult[] = [];
  const pass = async (traced: boolean): Promise<void> => {
    for (const { name, ring } of scenario.rings) {
      onProgress(
        `reading ${arrangement.reads.offset.length} blocks, ${name} ring, ${traced ? 'traced' : 'not traced'}`,
      );
      passes.push(
        await runPass(bed, files, arrangement, {
          name,
          traced,
          runId,
          consumer,
          ring: { depth: options.depth, batch: 1, sqpollIdleMs: 1000, ...ring },
          index: passes.length,
          firstRow: passes.reduce((sum, { phase }) => sum + phase.operations, 0),
          pageBytes: environment.pageBytes,
          signal,
        }),
      );
    }
  };
  await pass(false);
  if (request.trace && (await recording.start())) {
    await pass(true);
    onProgress('reading the trace out');
  }
  const capture = await recording.stop(request.trace ? [] : ['not asked for']);
  signal.throwIfAborted();

  const peers: Peer[] = [];
  if (arrangement.peer !== null) {
    await setCacheState(bed, files, arrangement);
    const peer = await askPeer(bed, files, arrangement);
    if (peer !== null) peers.push(peer);
  }
  const mismatches = passes.flatMap((result) => result.mismatches);
  const log = recording.kernelLog();
  const artifacts = await writeArtifacts(directory, {
    ops: encodeOps(joinColumns(passes.map(({ columns }) => columns))),
    mismatches,
    dmesg: log.text,
    capture,
  });
  const run: Run = {
    format: 'uringlab-run',
    version: 1,
    id: runId.toString(16).padStart(16, '0'),
    createdAt: new Date().toISOString(),
    lab: { name: 'uringlab', version: request.labVersion },
    scenario: {
      name: scenario.name,
      title: scenario.title,
      expected: scenario.expected[consumer],
      seed: options.seed,
      blockBytes: options.blockBytes,
      requestFlags: arrangement.requestFlags,
      cacheState: arrangement.cacheState,
    },
    consumer,
    environment,
    testbed: bed.description,
    files: prepared.dataFiles,
    phases: passes.map(({ phase }) => phase),
    mismatchesRecorded: mismatches.length,
    peers,
    capture: { ...capture, missing: [...capture.missing, ...log.missing] },
    artifacts,
  };
  await writeRun(directory, run);
  return run;
}

/**
 * Runs a scenario and writes its run directory: first without tracing, then with, so that the effect of
 * tracing on the rate shows. Whatever happens, what it made on the machine is undone before it returns; of a run that
 * failed nothing stays.
 *
 * @throws LabError; E_INTERRUPTED when `signal` is aborted
 */
export async function reproduce(request: ReproduceRequest): Promise<Reproduced> {
  const journal = await Journal.open();
  try {
    const directory = await openRunDirectory(request.out, journal);
    const run = await runInside(request, directory.path, journal).catch(async (cause: unknown) => {
      await directory.discard();
      throw cause;
    });
    await directory.keep();
    const problems = await journal.undoAll();
    return { directory: request.out, run, leftBehind: problems.map(({ error }) => error) };
  } catch (cause) {
    await journal.undoAll();
    if (request.signal.aborted) {
      throw new LabError('E_INTERRUPTED', 'stopped by a signal; everything was undone', { cause });
    }
    throw toLabError(cause) ?? cause;
  }
}
