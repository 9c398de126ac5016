import { createHash } from 'node:crypto';
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
  findings: 'findings.json',
  mailText: 'report.txt',
  mail: 'report.eml',
  html: 'report.html',
  reproducer: 'repro.c',
  fioJob: 'repro.fio',
} as const;

/** Size and sha256 of a file of the run directory. */
export async function describeArtifact(directory: string, name: string): Promise<Artifact> {
  const bytes = await readFile(join(directory, name));
  return { name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

async function readPart(directory: string, name: string): Promise<Buffer> {
  try {
    return await readFile(join(directory, name));
  } catch (cause) {
    throw new LabError('E_RUN_DAMAGED', `${join(directory, name)} cannot be read`, {
      cause,
      hint: 'a run directory is what `uringlab reproduce --out DIR` writes',
    });
  }
}

function parseJson<T>(schema: z.ZodType<T>, name: string, bytes: Buffer): T {
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
  const contents = new Map<string, Buffer>();
  for (const artifact of run.artifacts) {
    const bytes = await readPart(directory, artifact.name);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (sha256 !== artifact.sha256) {
      throw new LabError('E_RUN_DAMAGED', `${artifact.name} is not the file that run.json describes`, {
        hint: `expected sha256 ${artifact.sha256} of ${artifact.bytes} bytes, got ${sha256} of ${bytes.length}`,
      });
    }
    contents.set(artifact.name, bytes);
  }
  const part = (name: string): Buffer => {
    const bytes = contents.get(name);
    if (bytes === undefined) throw new LabError('E_RUN_DAMAGED', `run.json does not list ${name}`);
    return bytes;
  };
  return {
    run,
    ops: decodeOps(part(RUN_FILES.ops)),
    mismatches: parseMismatches(part(RUN_FILES.mismatches).toString('utf8')),
    trace: run.capture.trace === null ? null : part(run.capture.trace),
    dmesg: contents.get(RUN_FILES.dmesg)?.toString('utf8') ?? '',
  };
}
