import { join } from 'node:path';
import { LabError } from './errors.ts';
import { type Mismatch, parseMismatches } from './mismatch.ts';
import { decodeOps, type OpsColumns } from './ops-table.ts';
import type { Artifact, Run } from './run.ts';
import { checkArtifact, RUN_FILES, readPart, readRun } from './run-directory.ts';

/** What is there of a run: a part that is missing or damaged is null, and `absent` says so in a sentence. */
export interface RunParts {
  run: Run;
  ops: OpsColumns | null;
  mismatches: Mismatch[] | null;
  /** The bytes of trace.dat; null also where the run took none. */
  trace: Uint8Array | null;
  /** Kernel log lines of the interval; null also where the run has none. */
  dmesg: string | null;
  /** Sentences, one a part that run.json speaks of and that could not be read. */
  absent?: readonly string[];
}

/** Opens the parts of a run one by one, each checked against its sha256 in run.json; what cannot be read is noted in a sentence. */
export class PartReader {
  readonly absent: string[] = [];
  readonly #directory: string;
  readonly #artifacts: readonly Artifact[];

  constructor(directory: string, artifacts: readonly Artifact[]) {
    this.#directory = directory;
    this.#artifacts = artifacts;
  }

  /** The path of a part that is whole; null where it is not. */
  pathOf(name: string): Promise<string | null> {
    return this.#open(name, async () => join(this.#directory, name));
  }

  /** What a part holds; null where it cannot be read, or `decode` throws E_RUN_DAMAGED. */
  read<T>(name: string, decode: (bytes: Buffer) => T): Promise<T | null> {
    return this.#open(name, async () => decode(await readPart(this.#directory, name)));
  }

  /** The kernel log; null also where the run has none. */
  async readLog(): Promise<string | null> {
    const hasLog = this.#artifacts.some(({ name }) => name === RUN_FILES.dmesg);
    return hasLog ? this.read(RUN_FILES.dmesg, (bytes) => bytes.toString('utf8')) : null;
  }

  async #open<T>(name: string, use: () => Promise<T>): Promise<T | null> {
    try {
      const artifact = this.#artifacts.find((candidate) => candidate.name === name);
      if (artifact === undefined) throw new LabError('E_RUN_DAMAGED', `run.json does not list ${name}`);
      await checkArtifact(this.#directory, artifact);
      return await use();
    } catch (cause) {
      if (!(cause instanceof LabError)) throw cause;
      this.absent.push(describeAbsence(name, cause));
      return null;
    }
  }
}

/** Reads what whole parts the directory of a scenario's run has. Throws E_RUN_DAMAGED where run.json is none. */
export async function readRunParts(directory: string): Promise<RunParts> {
  const run = await readRun(directory);
  const parts = new PartReader(directory, run.artifacts);
  return {
    run,
    ops: await parts.read(RUN_FILES.ops, decodeOps),
    mismatches: await parts.read(RUN_FILES.mismatches, (bytes) => parseMismatches(bytes.toString('utf8'))),
    trace: run.capture.trace === null ? null : await parts.read(run.capture.trace, (bytes) => bytes),
    dmesg: await parts.readLog(),
    absent: parts.absent,
  };
}

/** What of the run is not known without a file. */
const HELD: Readonly<Record<string, string>> = {
  [RUN_FILES.ops]: 'the requests and their results are not known',
  [RUN_FILES.mismatches]:
    'what the wrong buffers held, and what page cache and disk held there, is not known',
  [RUN_FILES.trace]: "the kernel's side of the requests is not shown",
  [RUN_FILES.dmesg]: 'what the kernel logged is not known',
  [RUN_FILES.requests]: 'the requests of the command and their results are not known one by one',
  [RUN_FILES.strace]: 'what the command did with short results is not known',
};

function isMissing({ cause }: LabError): boolean {
  return (cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
}

function describeAbsence(name: string, error: LabError): string {
  const why = isMissing(error) ? `${name} is missing` : `${name} is damaged (${error.message})`;
  return `${why}: ${HELD[name]}.`;
}
