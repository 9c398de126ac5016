import { type Baseline, type CampaignRun, type NotRun, rate, type StepVerdict } from '@uringlab/schema';

/** What it takes to call a kernel good. */
export interface Needed {
  /** Runs without the fault. */
  runs: number;
  /** Operations without it, in all of these together; 0 where the fault is not counted by operations. */
  operations: number;
}

/** Trials without a hit after which a rate of `low` or more would have shown itself, but for a chance of 1 - confidence. */
function trialsWithoutHit(low: number, confidence: number): number {
  return Math.ceil(Math.log1p(-confidence) / Math.log1p(-low));
}

/**
 * How much without a hit tells a kernel apart from the bad one. Both count: operations of one run share a cache and a boot and are not
 * independent, and runs may be few operations. The rates are taken at the low end of their 95 % intervals.
 */
export function neededWithoutHit({ runs, operations }: Baseline, confidence: number): Needed {
  return {
    runs: trialsWithoutHit(rate(runs.hits, runs.total).low, confidence),
    operations:
      operations === null ? 0 : trialsWithoutHit(rate(operations.hits, operations.total).low, confidence),
  };
}

/** The runs that this comes to when all are as large as those of the bad kernel. */
export function runsWithoutHit(baseline: Baseline, confidence: number): number {
  const needed = neededWithoutHit(baseline, confidence);
  const { operations, runs } = baseline;
  const operationsOfRun = operations === null ? 1 : operations.total / runs.total;
  return Math.max(needed.runs, Math.ceil(needed.operations / operationsOfRun));
}

/** The class of the fault that most of the runs with one have; null where none has any. */
function commonFault(runs: readonly CampaignRun[]): Baseline['class'] | null {
  const counts = new Map<Baseline['class'], number>();
  for (const run of runs) if (run.fault === true) counts.set(run.class, (counts.get(run.class) ?? 0) + 1);
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most?.[0] ?? null;
}

/** What runs of the bad kernel say of its fault; null where none has shown it. Runs without a verdict do not count. */
export function baselineOf(runs: readonly CampaignRun[]): Baseline | null {
  const fault = commonFault(runs);
  if (fault === null) return null;
  const told = runs.filter((run) => run.fault !== null);
  const withIt = told.filter((run) => run.fault === true && run.class === fault);
  const sum = (of: readonly CampaignRun[], what: 'hits' | 'total'): number =>
    of.reduce((all, { operations }) => all + (operations?.[what] ?? 0), 0);
  const hits = sum(withIt, 'hits');
  return {
    class: fault,
    runs: { hits: withIt.length, total: told.length },
    operations: hits === 0 ? null : { hits, total: sum(told, 'total') },
  };
}

export interface Judgement {
  /** null: more runs are needed. */
  verdict: StepVerdict | null;
  reason: string;
}

/** Judges a kernel by its runs so far. One hit is enough to call it bad: the good ones are taken to never show the fault. */
export function judge(
  baseline: Baseline,
  needed: Needed,
  runs: readonly CampaignRun[],
  notRun: NotRun | null,
  maximumRuns: number,
): Judgement {
  const hits = runs.filter((run) => run.fault === true && run.class === baseline.class);
  if (hits.length > 0)
    return {
      verdict: 'bad',
      reason: `${hits.length} of ${runs.length} runs: ${hits[0]?.title ?? baseline.class}`,
    };
  if (notRun !== null) return { verdict: 'skip', reason: `not run: ${notRun.code}: ${notRun.message}` };
  const other = runs.find((run) => run.fault === true);
  if (other !== undefined) return { verdict: 'skip', reason: `another fault: ${other.title}` };
  const clean = runs.filter((run) => run.fault === false);
  const operations = clean.reduce((all, run) => all + (run.operations?.total ?? 0), 0);
  const seen = `0 of ${clean.length} runs${operations === 0 ? '' : `, 0 of ${operations} operations`}`;
  const asked = `${needed.runs} runs${needed.operations === 0 ? '' : ` and ${needed.operations} operations`}`;
  if (clean.length >= needed.runs && operations >= needed.operations)
    return { verdict: 'good', reason: `${seen}; ${asked} without the fault were needed` };
  if (runs.length >= maximumRuns)
    return { verdict: 'skip', reason: `${seen}; ${asked} without the fault would be needed to call it good` };
  return { verdict: null, reason: `${seen} so far` };
}
