import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
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
  KIB,
  type LabError,
  MIB,
  type Mismatch,
  type Omissions,
  OP_KIND,
  type Peer,
  type RequestsRecord,
  RUN_FILES,
  type Run,
  writeRun,
} from '@uringlab/schema';
import { Journal } from '@uringlab/undo';
import { askForRest } from './ask-for-rest.ts';
import { describeFailure, undoFailed } from './failed-run.ts';
import { type Allocation, noteChanges, readAllocation } from './file-changes.ts';
import { fillFiles } from './fill-files.ts';
import { joinColumns } from './join-columns.ts';
import { keepFiles, keepReads, keepRings } from './omissions.ts';
import { NO_REQUESTS } from './own-requests.ts';
import { askPeer, setCacheState } from './page-cache.ts';
import { PassSeries } from './pass-series.ts';
import { Recording, scopeOfTestbed } from './recording.ts';
import { requireUsableOptions } from './require-usable-options.ts';
import { openRunDirectory, type RunDirectory } from './run-directory.ts';
import type { PassResult } from './run-pass.ts';
import type { Arrangement, Filesystem, Scenario, ScenarioFile, ScenarioOptions } from './scenario.ts';
import { localSite } from './site/local-site.ts';
import type { Site } from './site/site.ts';
import { requireFreeSpace } from './testbed/free-space.ts';
import type { Testbed } from './testbed/testbed.ts';

export interface ReproduceRequest {
  /** Where it happens; this machine without it. */
  site?: Site;
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
  /** What of the scenario is left out. */
  without?: Omissions;
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

/** What a run directory holds besides what grows with the operations, at most. */
const RUN_BYTES = 32 * MIB;

/** Rows of ops.arrow for each pass, and the events of a request in the trace of the last: 3 to 5 KiB of them were measured. */
function bytesPerOperation(trace: boolean, passes: number): number {
  return passes * KIB + (trace ? 5 * KIB : 0);
}

async function writeArtifacts(
  directory: string,
  parts: {
    ops: Uint8Array;
    mismatches: readonly Mismatch[];
    dmesg: string;
    capture: CaptureSummary;
    requests: RequestsRecord;
    console: string | undefined;
  },
): Promise<Artifact[]> {
  await writeFile(join(directory, RUN_FILES.ops), parts.ops);
  await writeFile(join(directory, RUN_FILES.mismatches), formatMismatches(parts.mismatches));
  await writeFile(join(directory, RUN_FILES.dmesg), parts.dmesg);
  if (parts.console !== undefined) await writeFile(join(directory, RUN_FILES.console), parts.console);
  const names = [
    RUN_FILES.ops,
    RUN_FILES.mismatches,
    RUN_FILES.dmesg,
    ...(parts.capture.trace === null ? [] : [parts.capture.trace]),
    ...(parts.console === undefined ? [] : [RUN_FILES.console]),
    ...(parts.requests.table === null ? [] : [parts.requests.table]),
  ];
  return Promise.all(names.map((name) => describeArtifact(directory, name)));
}

/** Of a run that writes and nothing else. */
function describeWrites({ reads, fileSizeLimit }: Arrangement): Pick<Run['scenario'], 'writes'> {
  if (reads.write === undefined || reads.write.includes(false)) return {};
  return { writes: fileSizeLimit === undefined ? {} : { fileSizeLimit } };
}

async function runInside(
  request: ReproduceRequest,
  environment: Environment,
  directory: string,
  journal: Journal,
): Promise<Run> {
  const { site = localSite, scenario, options, without = {}, onProgress } = request;
  const runId = randomBytes(8).readBigUInt64LE();
  const files = keepFiles(scenario.layOut(options), without);
  const dataBytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const operations = scenario.requests ?? scenario.rings.length * Math.ceil(dataBytes / options.blockBytes);
  await requireFreeSpace(
    directory,
    RUN_BYTES + operations * bytesPerOperation(request.trace, options.passes),
    '--out',
  );

  onProgress(`making a place for ${files.length} file${files.length === 1 ? '' : 's'}`);
  const bed = await site.openTestbed({ ...request, out: directory }, dataBytes, journal);
  try {
    return await runOnTestbed(request, { site, directory, environment, runId, files, bed }, journal);
  } finally {
    // What stays in a guest goes with it; why the run failed is more than that.
    await bed.release().catch(() => {});
  }
}

async function runOnTestbed(
  request: ReproduceRequest,
  place: Omit<Prepared, 'dataFiles' | 'allocations' | 'arrangement' | 'recording'>,
  journal: Journal,
): Promise<Run> {
  const { scenario, options, without = {}, signal, onProgress } = request;
  const { site, directory, environment, runId, files, bed } = place;
  signal.throwIfAborted();
  onProgress(`writing self-describing blocks on ${bed.description.filesystem}`);
  const dataFiles = await fillFiles(bed, files, runId, signal);
  const allocations = await Promise.all(files.map(({ name }) => readAllocation(bed, name)));
  const { pageBytes } = environment;
  const arrangement = keepReads(
    await scenario.arrange({ runId, bed, files, options, pageBytes, signal }),
    without,
  );

  const scope = scopeOfTestbed(bed.description, await site.traced.ownProcess(), site.events);
  const recording = await Recording.open(directory, scope, journal, site);
  try {
    return await runRecorded(request, { ...place, dataFiles, allocations, arrangement, recording });
  } finally {
    await recording.discard();
  }
}

/** What a run has in hand when its files lie there. */
interface Prepared {
  site: Site;
  directory: string;
  environment: Environment;
  runId: bigint;
  files: readonly ScenarioFile[];
  dataFiles: DataFile[];
  /** Of each file, when it had been written first. */
  allocations: readonly Allocation[];
  bed: Testbed;
  arrangement: Arrangement;
  recording: Recording;
}

/** What the lab writes itself makes files what they are: then nothing is said of them. */
async function describeFiles(
  { bed, dataFiles, allocations }: Prepared,
  passes: readonly PassResult[],
): Promise<DataFile[]> {
  const hasWritten = passes.some(({ columns }) => columns.kind.includes(OP_KIND.write));
  return hasWritten ? dataFiles : noteChanges(bed, dataFiles, allocations);
}

async function runRecorded(request: ReproduceRequest, prepared: Prepared): Promise<Run> {
  const { consumer, options, without = {}, signal, onProgress } = request;
  const scenario = { ...request.scenario, rings: keepRings(request.scenario.rings, without) };
  const { site, directory, environment, runId, files, bed, arrangement, recording } = prepared;
  const series = new PassSeries({ ...prepared, scenario, options, consumer, signal, onProgress });
  await series.runUntraced();
  let requests = NO_REQUESTS;
  if (request.trace && (await recording.start())) {
    const own = await site.watchRequests(directory);
    await series.runTraced(recording).finally(async () => {
      requests = await own.stop();
    });
    onProgress('reading the trace out');
  }
  const capture = await recording.stop(request.trace ? [] : ['not asked for']);
  signal.throwIfAborted();
  const passes = series.results;

  const peers: Peer[] = [];
  if (arrangement.peer !== null) {
    await setCacheState(bed, files, arrangement);
    const peer = await askPeer(bed, files, arrangement);
    if (peer !== null) peers.push(peer);
  }
  const last = passes.at(-1);
  // What a job does goes on behind a short write, and by other rings.
  if (arrangement.byRing === undefined && last !== undefined) {
    const rest = await askForRest(bed, files, arrangement, last.columns, { runId, signal });
    if (rest !== null) peers.push(rest);
  }
  const mismatches = passes.flatMap((result) => result.mismatches);
  const log = await recording.kernelLog();
  await site.requireSound?.();
  const artifacts = await writeArtifacts(directory, {
    ops: encodeOps(joinColumns(passes.map(({ columns }) => columns))),
    mismatches,
    dmesg: log.text,
    capture,
    requests,
    console: site.console?.(),
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
      ...describeWrites(arrangement),
      ...(arrangement.writeBytes === undefined ? {} : { writeBytes: arrangement.writeBytes }),
      ...(scenario.job === undefined
        ? {}
        : { lengths: [...scenario.job.lengths], notes: [...scenario.job.notes] }),
      shape: {
        fileBytes: options.fileBytes,
        blockBytes: options.blockBytes,
        depth: options.depth,
        passes: options.passes,
        without,
      },
    },
    consumer,
    environment,
    testbed: bed.description,
    files: await describeFiles(prepared, passes),
    phases: passes.map(({ phase }) => phase),
    mismatchesRecorded: mismatches.length,
    peers,
    capture: { ...capture, missing: [...capture.missing, ...log.missing] },
    requests,
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
 * @throws LabError; E_USAGE for sizes the scenario cannot use, before anything is made; E_INTERRUPTED when `signal` is
 *   aborted
 */
export async function reproduce(request: ReproduceRequest): Promise<Reproduced> {
  const environment = await (request.site ?? localSite).describeEnvironment();
  requireUsableOptions(request.scenario, request.options, environment.pageBytes);
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
