import { type Findings, formatResult, type Rate, rate, type Verdict } from '@uringlab/schema';
import { commandEnvironment } from '../command/command-rows.ts';
import { environmentRows } from '../text/environment.ts';
import type { Row } from '../text/facts.ts';
import {
  type ComparedInput,
  differingConditions,
  isCommand,
  nameOf,
  whyNotCompared,
} from './why-not-compared.ts';

/** Whether a rate lies above or below that of the first run: their 95 % intervals have nothing in common. */
export type Distance = 'higher' | 'lower' | 'not told apart';

export interface ComparedRun {
  directory: string;
  /** Of its run.json. */
  id: string;
  /** Scenario or program. */
  name: string;
  /** `uname -r`. */
  kernel: string;
  /** Null for a command: its files may lie anywhere. */
  filesystem: string | null;
  verdict: Verdict;
  /** Failing operations of all; null where none were counted. Then the same without and with a kernel trace. */
  failing: Rate | null;
  untraced: Rate | null;
  traced: Rate | null;
  /** Null for the first run, and where the two rates are not of the same thing: `reason` says why. */
  distance: Distance | null;
  reason: string | null;
  /** What is not as in the first run and can change a rate. */
  conditions: string[];
  interpretation: string[];
}

export interface Comparison {
  runs: ComparedRun[];
  /** Facts that are not the same everywhere: a value for each run, empty where it has none. */
  differing: { label: string; values: string[] }[];
  same: Row[];
}

function phaseRate({ phaseRates }: Findings, traced: boolean): Rate | null {
  const own = phaseRates.filter((phase) => phase.traced === traced);
  if (own.length === 0) return null;
  const sum = (key: 'hits' | 'total'): number => own.reduce((total, phase) => total + phase.rate[key], 0);
  return rate(sum('hits'), sum('total'));
}

function distanceOf(value: Rate | null, first: Rate | null): Distance | null {
  if (value === null || first === null) return null;
  if (value.low > first.high) return 'higher';
  return value.high < first.low ? 'lower' : 'not told apart';
}

/** What is known of where and how a run was made and of what came of it; values of one label are joined. */
function factsOf({ run, findings }: ComparedInput): Map<string, string> {
  const [request] = findings.requests;
  const { verdict } = findings;
  const rows: Row[] = [
    ['Verdict', verdict.title],
    ['Confidence', verdict.confidence],
    ['Trigger', verdict.trigger ?? 'none'],
    ['Calls of the first request', request?.attempts.map((result) => formatResult(result)).join(', ') ?? ''],
    ...(isCommand(run) ? commandEnvironment(run, findings, '') : environmentRows(run, findings, '')),
  ];
  const facts = new Map<string, string>();
  for (const [label, value] of rows) {
    // The kernel log is not read for a comparison.
    if (label === 'Kernel log') continue;
    const before = facts.get(label);
    facts.set(label, before === undefined ? value : `${before}; ${value}`);
  }
  return facts;
}

function compareRun(input: ComparedInput, first: ComparedInput): ComparedRun {
  const { directory, run, findings } = input;
  const isFirst = input === first;
  const reason = isFirst ? null : whyNotCompared(first, input);
  const isHeldAgainst = !isFirst && reason === null;
  return {
    directory,
    id: run.id,
    name: nameOf(run),
    kernel: run.environment.release,
    filesystem: isCommand(run) ? null : run.testbed.filesystem,
    verdict: findings.verdict,
    failing: findings.rate,
    untraced: phaseRate(findings, false),
    traced: phaseRate(findings, true),
    distance: isHeldAgainst ? distanceOf(findings.rate, first.findings.rate) : null,
    reason,
    conditions: isFirst ? [] : differingConditions(first, input),
    interpretation: findings.interpretation,
  };
}

/** Runs side by side, each rate against that of the first. What differs between them is told apart from what does not. */
export function compareRuns(inputs: readonly ComparedInput[]): Comparison {
  const [first] = inputs;
  const facts = inputs.map(factsOf);
  const labels = [...new Set(facts.flatMap((own) => [...own.keys()]))];
  const rows = labels.map((label) => ({ label, values: facts.map((own) => own.get(label) ?? '') }));
  const isSame = ({ values }: { values: string[] }): boolean => new Set(values).size === 1;
  return {
    runs: inputs.map((input) => compareRun(input, first ?? input)),
    differing: rows.filter((row) => !isSame(row)),
    same: rows.filter(isSame).map(({ label, values: [value = ''] }) => [label, value]),
  };
}
