import {
  type FaultClass,
  MIB,
  type Mismatch,
  type OpsColumns,
  type Phase,
  type Trigger,
} from '@uringlab/schema';
import type { ReportInput } from '../report-input.ts';

/** What an application does wrong, whatever made its read short. */
const MISUSES = ['retry-at-wrong-offset', 'overlapping-memory'] as const satisfies readonly FaultClass[];
export type Misuse = (typeof MISUSES)[number];

/** What a program of ours can bring about: a short read in one of its ways, or a misuse. */
export type Reproducible = Exclude<Trigger, 'unknown'> | Misuse;

/** The short request that a reproducer repeats. Offset and sizes are bytes. */
export interface ExampleRequest {
  offset: number;
  length: number;
  result: number;
}

const OF_SCENARIO: Readonly<Record<string, Reproducible>> = {
  'nowait-page-boundary': 'nowait-partly-cached',
  'retry-at-wrong-offset': 'retry-at-wrong-offset',
  'buffer-reused-in-flight': 'overlapping-memory',
  'eof-tail': 'end-of-file',
  'eio-behind-good-pages': 'hidden-error',
  'readahead-race': 'readahead-race',
  'cached-first-page': 'partly-cached',
  'cold-random': 'readahead-race',
  'write-over-file-size-limit': 'file-size-limit',
  'write-into-full-filesystem': 'no-space',
};

/** Bytes a reproducer writes at most. */
export const FILE_LIMIT = 256 * MIB;

function isMisuse(found: FaultClass): found is Misuse {
  return (MISUSES as readonly FaultClass[]).includes(found);
}

/**
 * What a reproducer has to bring about: the misuse, or else the trigger of the verdict; for a verdict without one that does
 * not name a fault, what the scenario tries to bring about. Null where no program of ours does it.
 */
export function chooseReproducible({ run, findings }: ReportInput): Reproducible | null {
  const { class: found, trigger, fault } = findings.verdict;
  if (isMisuse(found)) return found;
  if (trigger !== null) return trigger === 'unknown' ? null : trigger;
  return fault === true ? null : (OF_SCENARIO[run.scenario.name] ?? null);
}

export function isShort(request: { length: number; result: number | null }): boolean {
  return request.result !== null && request.result >= 0 && request.result < request.length;
}

function firstShortRow(ops: OpsColumns): ExampleRequest | undefined {
  for (let row = 0; row < ops.result.length; row += 1) {
    const request = {
      offset: Number(ops.offset[row] ?? 0n),
      length: ops.length[row] ?? 0,
      result: ops.result[row] ?? 0,
    };
    if (isShort(request)) return request;
  }
  return undefined;
}

/** The first short request the run knows of: by its life, by its mismatch, or by its row alone. */
export function findExample({ findings, mismatches, ops }: ReportInput): ExampleRequest | undefined {
  const life = findings.requests.find(isShort);
  const mismatch = mismatches.find(isShort);
  if (life !== undefined) return { offset: life.offset, length: life.length, result: life.result ?? 0 };
  if (mismatch !== undefined) return pickRequest(mismatch);
  return firstShortRow(ops);
}

function pickRequest({ offset, length, result }: Mismatch): ExampleRequest {
  return { offset, length, result };
}

/** The phase to imitate: the first with a wrong or a short read, else the first. */
function examplePhase(phases: readonly Phase[]): Phase | undefined {
  return (
    phases.find((phase) => phase.mismatches > 0) ?? phases.find((phase) => phase.shortReads > 0) ?? phases[0]
  );
}

/** Numbers that the templates put into programs and jobs. All sizes are bytes. */
export interface Parameters {
  subject: Reproducible;
  length: number;
  /** Bytes of each read that the page cache is given. */
  cached: number;
  /** Reads of the partly cached case, and bytes of the file that holds them. */
  reads: number;
  /** The run itself had a single read. */
  isOneRead: boolean;
  offset: number;
  tail: number;
  /** Where a file that is written ends. */
  limit: number;
  /** Blocks of 4096 bytes that can be read before the error. */
  goodBlocks: number;
  blocks: number;
  depth: number;
  loops: number;
  sqpoll: boolean;
  /** One line on where this comes from. */
  origin: string;
}

/** A name from a run must not end the comment that it is put into. */
function forComment(text: string): string {
  return text.replace(/[^\w .,:+-]/g, '_').slice(0, 72);
}

function between(low: number, value: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}

/** What the numbers of a program come from. Sizes are bytes. */
export interface ParameterSource {
  subject: Reproducible;
  example: ExampleRequest | undefined;
  length: number;
  pageBytes: number;
  /** Bytes of the file read; undefined where it is not known. */
  fileBytes: number | undefined;
  operations: number;
  depth: number;
  sqpoll: boolean;
  origin: string;
}

/** The numbers of a program: as large as they have to be to show it, and no larger. */
export function makeParameters(source: ParameterSource): Parameters {
  const { example, length, pageBytes } = source;
  const part = example !== undefined && example.result > 0 ? example.result : Math.min(pageBytes, length - 1);
  const fitting = Math.max(1, Math.floor(FILE_LIMIT / length));
  return {
    subject: source.subject,
    length,
    cached: part,
    // Several hundred: on a device that answers within the call itself, a whole series can come back full.
    reads: between(1, Math.max(256, source.operations), Math.min(fitting, 1024)),
    isOneRead: source.operations === 1,
    offset: example?.offset ?? 0,
    tail: example?.result ?? part,
    limit: (example?.offset ?? 0) + part,
    goodBlocks: Math.max(1, Math.floor(part / 4096)),
    blocks: between(1, Math.floor((source.fileBytes ?? FILE_LIMIT) / length), fitting),
    depth: source.depth,
    loops: 20,
    sqpoll: source.sqpoll,
    origin: forComment(source.origin),
  };
}

/** Parameters from the run's own example; null where there is nothing to reproduce. */
export function chooseParameters(input: ReportInput): Parameters | null {
  const subject = chooseReproducible(input);
  if (subject === null) return null;
  const { run } = input;
  const example = findExample(input);
  const phase = examplePhase(run.phases);
  return makeParameters({
    subject,
    example,
    length: example?.length ?? input.ops.length[0] ?? run.scenario.blockBytes,
    pageBytes: run.environment.pageBytes,
    fileBytes: run.files[0]?.bytes,
    operations: phase?.operations ?? 0,
    depth: phase?.ring.depth ?? 16,
    sqpoll: phase?.ring.sqpoll ?? false,
    origin: `From run ${run.id} by ${run.lab.name} ${run.lab.version}.`,
  });
}
