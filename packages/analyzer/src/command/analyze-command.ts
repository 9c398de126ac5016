import {
  type CommandRun,
  type CommandRunContents,
  type Findings,
  LabError,
  type Loss,
  rate,
  type Verdict,
} from '@uringlab/schema';
import { openTraceFile, type TraceFile } from '@uringlab/trace-parser/node';
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
import { readDetectorFindings } from './read-findings.ts';
import { tallyRequests } from './tally-requests.ts';
import { unhandledShort } from './unhandled-short.ts';

/** From the worst to the harmless: the first that holds is the verdict. */
const RULES: readonly Rule<CommandCase>[] = [
  unhandledShort,
  overlappingMemory,
  deviceError,
  notJudged,
  legalShort,
  noFaultFound,
];

const NOT_ENOUGH: Omit<Verdict, 'alternatives' | 'unknowns' | 'pageCacheRight' | 'diskRight'> = {
  culprit: 'unknown',
  class: 'not-enough-evidence',
  trigger: null,
  title: 'not enough evidence',
  sentence: 'What was recorded does not suffice for a verdict.',
  confidence: 'low',
  fault: null,
  evidence: [],
  fixedBy: null,
};

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

/** The findings of a run of a command, from its contents alone. Throws E_RUN_DAMAGED. */
export async function findCommandCause(contents: CommandRunContents): Promise<Findings> {
  const { run, dmesg } = contents;
  const found = await readDetectorFindings(run, contents.strace);
  const tally = await tallyRequests(run, contents.requests);
  const trace = await openTrace(contents.trace);
  try {
    const lives = buildLives(trace, found, tally, run);
    const loss: Loss | null = trace === null ? null : measureLoss(trace);
    const subject: CommandCase = { run, found, tally, lives, loss, dmesg };
    const judged = judgeAll(RULES, subject);
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
        ...(judged.charge ?? NOT_ENOUGH),
        pageCacheRight: null,
        diskRight: null,
        alternatives: judged.alternatives,
        unknowns: [...judged.unknowns, ...qualify(subject)],
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
