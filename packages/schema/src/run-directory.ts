import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { LabError } from './errors.ts';
import { type Mismatch, parseMismatches } from './mismatch.ts';
import { decodeOps, type OpsColumns } from './ops-table.ts';
import { type Artifact, type Run, RunSchema } from './run.ts';
import { type Findings, FindingsSchema } from './verdict.ts';

/** The files of a run directory. Every stage reads and writes these alone. */
export const RUN_FILES = {
  run: 'run.json',
  ops: 'ops.arrow',
  mismatches: 'mismatches.jsonl',
  trace: 'trace.dat',
  dmesg: 'dmesg.txt',
  console: 'console.txt',
  requests: 'sqe.arrow',
  strace: 'strace.jsonl',
  findings: 'findings.json',
  mailText: 'report.txt',
  mail: 'report.eml',
  mailbox: 'report.mbox',
  html: 'report.html',
  reproducer: 'repro.c',
  fioJob: 'repro.fio',
  fstest: 'repro.sh',
  sent: 'sent.json',
  bugzilla: 'bugzilla.json',
} as const;

/** Size and sha256 of a file of the run directory, a piece at a time: traces and tables are large. */
export async function describeArtifact(directory: string, name: string): Promise<Artifact> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of createReadStream(join(directory, name))) {
    hash.update(piece);
    bytes += piece.length;
  }
  return { name, bytes, sha256: hash.digest('hex') };
}

function cannotRead(directory: string, name: string, cause: unknown): LabError {
  return new LabError('E_RUN_DAMAGED', `${join(directory, name)} cannot be read`, {
    cause,
    hint: 'a run directory is what `uringlab reproduce --out DIR` writes',
  });
}

/** Throws E_RUN_DAMAGED unless the file is the one that run.json describes. */
export async function checkArtifact(directory: string, artifact: Artifact): Promise<void> {
  const found = await describeArtifact(directory, artifact.name).catch((cause: unknown) => {
    throw cannotRead(directory, artifact.name, cause);
  });
  if (found.sha256 !== artifact.sha256) {
    throw new LabError('E_RUN_DAMAGED', `${artifact.name} is not the file that run.json describes`, {
      hint: `expected sha256 ${artifact.sha256} of ${artifact.bytes} bytes, got ${found.sha256} of ${found.bytes}`,
    });
  }
}

export async function readPart(directory: string, name: string): Promise<Buffer> {
  try {
    return await readFile(join(directory, name));
  } catch (cause) {
    throw cannotRead(directory, name, cause);
  }
}

export function parseJson<T>(schema: z.ZodType<T>, name: string, bytes: Buffer): T {
  try {
    return schema.parse(JSON.parse(bytes.toString('utf8')));
  } catch (cause) {
    throw new LabError('E_RUN_DAMAGED', `${name} is not what this version of the lab writes`, { cause });
  }
}

/** run.json of a run directory. Throws E_RUN_DAMAGED. */
export async function readRun(directory: string): Promise<Run> {
  return parseJson(RunSchema, RUN_FILES.run, await readPart(directory, RUN_FILES.run));
}

export async function writeRun(directory: string, run: Run): Promise<void> {
  await writeFile(join(directory, RUN_FILES.run), `${JSON.stringify(RunSchema.parse(run), null, 2)}\n`);
}

/** findings.json of a run directory. Throws E_RUN_DAMAGED. */
export async function readFindings(directory: string): Promise<Findings> {
  return parseJson(FindingsSchema, RUN_FILES.findings, await readPart(directory, RUN_FILES.findings));
}

export async function writeFindings(directory: string, findings: Findings): Promise<void> {
  const text = JSON.stringify(FindingsSchema.parse(findings), null, 2);
  await writeFile(join(directory, RUN_FILES.findings), `${text}\n`);
}

export interface RunContents {
  run: Run;
  ops: OpsColumns;
  mismatches: Mismatch[];
  /** The bytes of trace.dat; null where the run has none. */
  trace: Uint8Array | null;
  /** Kernel log lines of the interval. */
  dmesg: string;
}

/**
 * Everything a run left behind, each file checked against its sha256 in run.json.
 * Throws E_RUN_DAMAGED, naming the file.
 */
export async function readRunContents(directory: string): Promise<RunContents> {
  const run = await readRun(directory);
  for (const artifact of run.artifacts) await checkArtifact(directory, artifact);
  const part = async (name: string): Promise<Buffer> => {
    if (!run.artifacts.some((artifact) => artifact.name === name))
      throw new LabError('E_RUN_DAMAGED', `run.json does not list ${name}`);
    return readPart(directory, name);
  };
  const hasLog = run.artifacts.some(({ name }) => name === RUN_FILES.dmesg);
  return {
    run,
    ops: decodeOps(await part(RUN_FILES.ops)),
    mismatches: parseMismatches((await part(RUN_FILES.mismatches)).toString('utf8')),
    trace: run.capture.trace === null ? null : await part(run.capture.trace),
    dmesg: hasLog ? (await part(RUN_FILES.dmesg)).toString('utf8') : '',
  };
}
