import {
  type Device,
  type Findings,
  type Loss,
  type Mismatch,
  OP_KIND,
  OP_OUTCOME,
  type OpsColumns,
  type RequestLife,
  type Run,
  type RunParts,
} from '@uringlab/schema';
import { openTrace, type Trace } from '@uringlab/trace-parser';
import { findCauseOfMismatches } from './analyze-mismatches.ts';
import type { CaseFile } from './case-file.ts';
import { describeFindings } from './describe-findings.ts';
import { toLayerEvents } from './layers/event-table.ts';
import { buildLife, type LifeContext } from './life/build-life.ts';
import { findReturns } from './life/call-roles.ts';
import { interpretLife } from './life/interpret.ts';
import type { RequestKey } from './life/request-key.ts';
import { formatDiagnostics, measureLoss, NO_LOSS } from './loss.ts';
import { countedDataMissing } from './rules/counted-data-missing.ts';
import { deviceError } from './rules/device-error.ts';
import { fileChanged } from './rules/file-changed.ts';
import { ioUringAlone } from './rules/io-uring-alone.ts';
import { legalShortRead } from './rules/legal-short-read.ts';
import { noFaultFound } from './rules/no-fault-found.ts';
import { overlappingMemory } from './rules/overlapping-memory.ts';
import { pageCacheDiffersFromDisk } from './rules/page-cache-differs-from-disk.ts';
import { restRefused } from './rules/rest-refused.ts';
import { retryAtWrongOffset } from './rules/retry-at-wrong-offset.ts';
import { judgeAll, type Rule } from './rules/rule.ts';
import { unhandledShortRead } from './rules/unhandled-short-read.ts';
import { unhandledShortWrite } from './rules/unhandled-short-write.ts';
import { wrongDataInBuffer } from './rules/wrong-data-in-buffer.ts';
import { wrongDataOnDisk } from './rules/wrong-data-on-disk.ts';
import { tallyReads } from './tally-reads.ts';
import { tallyWrites } from './tally-writes.ts';

/** From the worst to the harmless: the first that holds is the verdict. */
const RULES: readonly Rule<CaseFile>[] = [
  fileChanged,
  wrongDataOnDisk,
  pageCacheDiffersFromDisk,
  countedDataMissing,
  wrongDataInBuffer,
  overlappingMemory,
  retryAtWrongOffset,
  unhandledShortRead,
  unhandledShortWrite,
  deviceError,
  ioUringAlone,
  restRefused,
  legalShortRead,
  noFaultFound,
];

/** Lives kept in findings.json: enough to see that they are alike. */
const KEPT_LIVES = 4;

interface KnownOperations {
  run: Run;
  ops: OpsColumns;
  mismatches: readonly Mismatch[];
}

/** Rows worth a look at their life: what failed, else what was short, else the first request as an example. */
function chooseRows({ run, ops }: KnownOperations): number[] {
  const traced = run.phases.flatMap((phase, index) => (phase.traced ? [index] : []));
  const rows = [...ops.result.keys()].filter((row) => traced.includes(ops.phase[row] ?? -1));
  const mismatched = rows.filter((row) => ops.outcome[row] === OP_OUTCOME.mismatch);
  if (mismatched.length > 0) return mismatched.slice(0, KEPT_LIVES);
  const short = rows.filter((row) => (ops.result[row] ?? 0) < (ops.length[row] ?? 0));
  return short.length > 0 ? short.slice(0, KEPT_LIVES) : rows.slice(0, 1);
}

function kindOf({ ops }: Pick<KnownOperations, 'ops'>, row: number | null): 'read' | 'write' {
  return row !== null && ops.kind[row] === OP_KIND.write ? 'write' : 'read';
}

function formatDevice({ major, minor }: Device): string {
  return `${major}:${minor}`;
}

function keyOfRow({ run, ops }: KnownOperations, row: number, mismatch: Mismatch | undefined): RequestKey {
  const file = run.files.find((candidate) => candidate.index === ops.file[row]);
  return {
    row,
    file: file?.name ?? `file ${ops.file[row]}`,
    device: formatDevice(run.testbed.fileDevice),
    inode: file?.inode ?? null,
    offset: Number(ops.offset[row] ?? 0n),
    length: ops.length[row] ?? 0,
    result: ops.result[row] ?? null,
    userData: ops.userData[row] ?? null,
    fromNs: ops.submitNs[row] ?? 0n,
    toNs: ops.completeNs[row] ?? 0n,
    ...(mismatch?.rest === undefined ? {} : { rest: mismatch.rest }),
  };
}

function buildLives(contents: KnownOperations, trace: Trace): RequestLife[] {
  const events = toLayerEvents(trace.events(), contents.run.environment.pageBytes);
  const context: LifeContext = {
    events,
    returns: findReturns(events),
    pageBytes: contents.run.environment.pageBytes,
  };
  const kept = new Map(contents.mismatches.map((mismatch) => [mismatch.row, mismatch]));
  return chooseRows(contents).map((row) => {
    const mismatch = kept.get(row);
    const life = buildLife(context, keyOfRow(contents, row, mismatch), mismatch?.residentBefore);
    // What a page map shows is how pages come into the cache, and from there into a buffer.
    return kindOf(contents, row) === 'read' ? life : { ...life, pageMap: null };
  });
}

/** What only a complete trace could have shown. */
function qualify(run: Run, lives: readonly RequestLife[], loss: Loss | null): string[] {
  const unknowns: string[] = [];
  if (run.capture.trace === null) {
    unknowns.push(
      `No trace was taken, so the kernel's side of the requests is not shown: ${run.capture.missing.join('; ')}`,
    );
  } else if (lives.length > 0 && lives.every((life) => life.steps.length === 0)) {
    unknowns.push('The trace holds no event of the requests looked at.');
  }
  if (
    loss !== null &&
    (loss.recordedLost > 0 || loss.unknownGaps > 0 || loss.overrun > 0 || loss.skippedBytes > 0)
  ) {
    unknowns.push(
      `The trace is not complete (${loss.recordedLost} events lost, ${loss.unknownGaps} gaps of unknown size, ` +
        `${loss.overrun} overrun, ${loss.skippedBytes} bytes unreadable): an event that is not in it may still have happened.`,
    );
  }
  return unknowns;
}

/** The findings of a run whose requests are known. */
async function findCauseOfOperations(parts: RunParts, ops: OpsColumns): Promise<Findings> {
  const { run, dmesg } = parts;
  const kept = parts.mismatches ?? [];
  const trace = parts.trace === null ? null : await openTrace(parts.trace);
  const lives = trace === null ? [] : buildLives({ run, ops, mismatches: kept }, trace);
  const loss = trace === null ? null : measureLoss(trace);
  const hasLog = dmesg !== null && !run.capture.missing.some((reason) => reason.startsWith('dmesg:'));
  const isRead = ({ row }: Mismatch): boolean => kindOf({ ops }, row) === 'read';
  const mismatches = kept.filter(isRead);
  const unwritten = kept.filter((mismatch) => !isRead(mismatch));
  const [tally, writes] = [tallyReads(run, ops, mismatches), tallyWrites(ops)];
  const subject: CaseFile = {
    run,
    ops,
    mismatches,
    unwritten,
    dmesg: dmesg ?? '',
    hasLog,
    tally,
    writes,
    lives,
    loss,
  };
  const told = lives.find((life) => life.steps.length > 0);
  return {
    ...describeFindings(parts, judgeAll(RULES, subject), subject, qualify(run, lives, loss)),
    source:
      trace === null
        ? 'no trace'
        : `${run.capture.trace} (${trace.source.kind}, clock ${trace.source.clock})`,
    interpretation:
      told === undefined
        ? []
        : interpretLife(told, kindOf({ ops }, told.row), kept.find(({ row }) => row === told.row)?.rest),
    requests: lives,
    loss: loss ?? NO_LOSS,
    diagnostics: trace === null ? [] : formatDiagnostics(trace),
  };
}

/**
 * The findings of a run, from what there is of its contents. A part that is missing takes away from what can be said, and adds nothing:
 * the class is that of the whole run, or not enough evidence, and the confidence no higher.
 */
export async function findCause(parts: RunParts): Promise<Findings> {
  return parts.ops === null ? findCauseOfMismatches(parts) : findCauseOfOperations(parts, parts.ops);
}
