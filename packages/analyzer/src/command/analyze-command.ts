import {
  type CommandRun,
  type CommandRunParts,
  type Findings,
  LabError,
  type Loss,
  rate,
} from '@uringlab/schema';
import { openTraceFile, type TraceFile } from '@uringlab/trace-parser/node';
import { notEnough } from '../describe-findings.ts';
import { interpretLife } from '../life/interpret.ts';
import { formatDiagnostics, measureLoss, NO_LOSS } from '../loss.ts';
import { judgeAll, type Rule } from '../rules/rule.ts';
import { buildLives } from './build-lives.ts';
import { type CommandCase, countShorts } from './command-case.ts';
import { deviceError } from './device-error.ts';
import { legalShort } from './legal-short.ts';
import { noFaultFound } from './no-fault-found.ts';
import { notJudged } from './not-judged.ts';
import { overlappingMemory } from './overlapping-memory.ts';
import { qualify } from './qualify.ts';
import { NOTHING_FOUND, readDetectorFindings } from './read-findings.ts';
import { tallyRequests } from './tally-requests.ts';
import { unhandledShort } from './unhandled-short.ts';
import { verificationFailed } from './verification-failed.ts';

/** From the worst to the harmless: the first that holds is the verdict. */
const RULES: readonly Rule<CommandCase>[] = [
  unhandledShort,
  overlappingMemory,
  deviceError,
  verificationFailed,
  notJudged,
  legalShort,
  noFaultFound,
];

function rateOf(run: CommandRun, subject: CommandCase): Pick<Findings, 'rate' | 'phaseRates'> {
  if (run.source === 'events') return { rate: null, phaseRates: [] };
  const { found, tally } = subject;
  const total = Math.max(tally.transfers ?? run.requests.completed, countShorts(subject));
  return {
    rate: rate(found.unhandled.count, total),
    phaseRates: run.invocations.map(({ completed, shorts }, index) => ({
      phase: `run ${index + 1}`,
      traced: run.capture.trace !== null,
      rate: rate(Math.min(shorts?.unhandled ?? 0, completed), completed),
    })),
  };
}

async function openTrace(path: string | null): Promise<TraceFile | null> {
  if (path === null) return null;
  return openTraceFile(path).catch((cause: Error) => {
    throw new LabError('E_RUN_DAMAGED', `${path} cannot be read as a trace: ${cause.message}`, { cause });
  });
}

/**
 * The findings of a run of a command, from what there is of its contents: without what the command did with short results there is no
 * verdict. Throws E_RUN_DAMAGED.
 */
export async function findCommandCause(parts: CommandRunParts): Promise<Findings> {
  const { run, dmesg, absent = [] } = parts;
  const found = parts.strace === null ? NOTHING_FOUND : await readDetectorFindings(run, parts.strace);
  const tally = await tallyRequests(run, parts.requests);
  const trace = await openTrace(parts.trace);
  try {
    const lives = buildLives(trace, found, tally, run);
    const loss: Loss | null = trace === null ? null : measureLoss(trace);
    const hasLog = dmesg !== null && !run.capture.missing.some((reason) => reason.startsWith('dmesg:'));
    const lacksTable = run.requests.table !== null && parts.requests === null;
    const subject: CommandCase = { run, found, tally, lives, loss, dmesg: dmesg ?? '', hasLog, lacksTable };
    const judged = judgeAll(parts.strace === null ? [] : RULES, subject);
    const told = [...lives.values()].find(({ steps }) => steps.length > 0);
    return {
      format: 'uringlab-findings',
      version: 1,
      run: run.id,
      source:
        `${run.source === 'bpf' ? 'requests by BPF' : 'requests by trace events'}, ` +
        (trace === null
          ? 'no trace'
          : `${run.capture.trace} (${trace.source.kind}, clock ${trace.source.clock})`),
      verdict: {
        ...(judged.charge ?? notEnough(absent)),
        pageCacheRight: null,
        diskRight: null,
        alternatives: judged.alternatives,
        unknowns: [...absent, ...judged.unknowns, ...qualify(subject)],
      },
      ...rateOf(run, subject),
      interpretation: told === undefined ? [] : interpretLife(told),
      requests: [...lives.values()],
      loss: loss ?? NO_LOSS,
      diagnostics: trace === null ? [] : formatDiagnostics(trace),
    };
  } finally {
    trace?.close();
  }
}
