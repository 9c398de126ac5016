import {
  type Device,
  type Findings,
  type Loss,
  OP_KIND,
  OP_OUTCOME,
  type RequestLife,
  type RunContents,
  rate,
  type Verdict,
} from '@uringlab/schema';
import { openTrace, type Trace } from '@uringlab/trace-parser';
import type { CaseFile } from './case-file.ts';
import { toLayerEvents } from './layers/event-table.ts';
import { buildLife, type LifeContext } from './life/build-life.ts';
import { findReturns } from './life/call-roles.ts';
import { interpretLife } from './life/interpret.ts';
import type { RequestKey } from './life/request-key.ts';
import { formatDiagnostics, measureLoss, NO_LOSS } from './loss.ts';
import { deviceError } from './rules/device-error.ts';
import { ioUringAlone } from './rules/io-uring-alone.ts';
import { legalShortRead } from './rules/legal-short-read.ts';
import { describeRight, wrongIn } from './rules/looks.ts';
import { noFaultFound } from './rules/no-fault-found.ts';
import { pageCacheDiffersFromDisk } from './rules/page-cache-differs-from-disk.ts';
import { type Charge, judgeAll, type Rule } from './rules/rule.ts';
import { unhandledShortRead } from './rules/unhandled-short-read.ts';
import { wrongDataInBuffer } from './rules/wrong-data-in-buffer.ts';
import { wrongDataOnDisk } from './rules/wrong-data-on-disk.ts';
import { tallyReads } from './tally-reads.ts';

/** From the worst to the harmless: the first that holds is the verdict. */
const RULES: readonly Rule<CaseFile>[] = [
  wrongDataOnDisk,
  pageCacheDiffersFromDisk,
  wrongDataInBuffer,
  unhandledShortRead,
  deviceError,
  ioUringAlone,
  legalShortRead,
  noFaultFound,
];

/** Lives kept in findings.json: enough to see that they are alike. */
const KEPT_LIVES = 4;

const NOT_ENOUGH: Charge = {
  culprit: 'unknown',
  class: 'not-enough-evidence',
  trigger: null,
  title: 'not enough evidence',
  sentence: 'Something is wrong, and what was recorded does not say what.',
  confidence: 'low',
  fault: null,
  evidence: [],
  fixedBy: null,
};

/** Rows worth a look at their life: what failed, else what was short, else the first read as an example. */
function chooseRows({ run, ops }: RunContents): number[] {
  const traced = run.phases.flatMap((phase, index) => (phase.traced ? [index] : []));
  const rows = [...ops.result.keys()].filter(
    (row) => traced.includes(ops.phase[row] ?? -1) && ops.kind[row] === OP_KIND.read,
  );
  const mismatched = rows.filter((row) => ops.outcome[row] === OP_OUTCOME.mismatch);
  if (mismatched.length > 0) return mismatched.slice(0, KEPT_LIVES);
  const short = rows.filter((row) => (ops.result[row] ?? 0) < (ops.length[row] ?? 0));
  return short.length > 0 ? short.slice(0, KEPT_LIVES) : rows.slice(0, 1);
}

function formatDevice({ major, minor }: Device): string {
  return `${major}:${minor}`;
}

function keyOfRow({ run, ops }: RunContents, row: number): RequestKey {
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
  };
}

function buildLives(contents: RunContents, trace: Trace): RequestLife[] {
  const events = toLayerEvents(trace.events(), contents.run.environment.pageBytes);
  const context: LifeContext = {
    events,
    returns: findReturns(events),
    pageBytes: contents.run.environment.pageBytes,
  };
  const resident = new Map(contents.mismatches.map((mismatch) => [mismatch.row, mismatch.residentBefore]));
  return chooseRows(contents).map((row) => buildLife(context, keyOfRow(contents, row), resident.get(row)));
}

/** What only a complete trace could have shown. */
function qualify(contents: RunContents, lives: readonly RequestLife[], loss: Loss | null): string[] {
  const unknowns: string[] = [];
  if (contents.run.capture.trace === null) {
    unknowns.push(
      `No trace was taken, so the kernel's side of the requests is not shown: ${contents.run.capture.missing.join('; ')}`,
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

/** Whether the layer holds what was written, as far as it could be read; null where nothing was. */
function holdsRightData(subject: CaseFile, look: 'buffered' | 'direct'): boolean | null {
  if (wrongIn(subject.mismatches, look).length > 0) return false;
  return describeRight(subject, look) === undefined ? null : true;
}

/** The findings of a run, from its contents alone. */
export async function findCause(contents: RunContents): Promise<Findings> {
  const { run, ops, mismatches, dmesg } = contents;
  const trace = contents.trace === null ? null : await openTrace(contents.trace);
  const lives = trace === null ? [] : buildLives(contents, trace);
  const loss = trace === null ? null : measureLoss(trace);
  const subject: CaseFile = { run, ops, mismatches, dmesg, tally: tallyReads(contents), lives, loss };
  const judged = judgeAll(RULES, subject);
  const verdict: Verdict = {
    ...(judged.charge ?? NOT_ENOUGH),
    pageCacheRight: holdsRightData(subject, 'buffered'),
    diskRight: holdsRightData(subject, 'direct'),
    alternatives: judged.alternatives,
    unknowns: [...judged.unknowns, ...qualify(contents, lives, loss)],
  };
  const total = run.phases.reduce((sum, phase) => sum + phase.operations, 0);
  const failures = run.phases.reduce((sum, phase) => sum + phase.mismatches, 0);
  const told = lives.find((life) => life.steps.length > 0);
  return {
    format: 'uringlab-findings',
    version: 1,
    run: run.id,
    source:
      trace === null
        ? 'no trace'
        : `${run.capture.trace} (${trace.source.kind}, clock ${trace.source.clock})`,
    verdict,
    rate: rate(failures, total),
    phaseRates: run.phases.map((phase) => ({
      phase: phase.name,
      traced: phase.traced,
      rate: rate(phase.mismatches, phase.operations),
    })),
    interpretation: told === undefined ? [] : interpretLife(told),
    requests: lives,
    loss: loss ?? NO_LOSS,
    diagnostics: trace === null ? [] : formatDiagnostics(trace),
  };
}
