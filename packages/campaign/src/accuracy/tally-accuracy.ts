import {
  type Accuracy,
  type AccuracyDeviation,
  AccuracyMarkSchema,
  type CampaignRun,
  type FaultClass,
  type MarkCounts,
  type Matrix,
  type MatrixCell,
} from '@uringlab/schema';
import { isClean, markRun } from './mark-run.ts';
import { consumerOf } from './subject.ts';

export type ExpectedOf = (cell: MatrixCell) => FaultClass | null;

function noMarks(): MarkCounts {
  return Object.fromEntries(AccuracyMarkSchema.options.map((mark) => [mark, 0])) as MarkCounts;
}

function countRequests(runs: readonly CampaignRun[]): number {
  return runs.reduce((sum, { operations }) => sum + (operations?.total ?? 0), 0);
}

function countMarks(runs: readonly CampaignRun[], expected: FaultClass | null): MarkCounts {
  const marks = noMarks();
  for (const run of runs) marks[markRun(run, expected)]++;
  return marks;
}

function countClasses(runs: readonly CampaignRun[]): Accuracy['confusion'][number]['found'] {
  const counts = new Map<FaultClass, number>();
  for (const { class: found } of runs) counts.set(found, (counts.get(found) ?? 0) + 1);
  return [...counts].map(([found, count]) => ({ class: found, runs: count }));
}

function listDeviations(cell: MatrixCell, expected: FaultClass | null): AccuracyDeviation[] {
  const { scenario, filesystem } = cell;
  return cell.runs.flatMap((run) => {
    const mark = markRun(run, expected);
    if (mark === 'right') return [];
    const { seed, directory, class: found, confidence, title } = run;
    return {
      mark,
      scenario: scenario.scenario,
      consumer: consumerOf(scenario),
      filesystem,
      seed,
      variant: run.variant ?? '',
      directory,
      expected,
      class: found,
      culprit: run.culprit ?? 'unknown',
      confidence,
      title,
    };
  });
}

/** What the runs of a matrix say of the lab's verdicts. */
export function tallyAccuracy(matrix: Matrix, seed: number, expectedOf: ExpectedOf): Accuracy {
  const cells = matrix.cells.map((cell) => ({ cell, expected: expectedOf(cell) }));
  const runs = matrix.cells.flatMap((cell) => cell.runs);
  const clean = cells.filter(({ expected }) => isClean(expected)).flatMap(({ cell }) => cell.runs);
  const scenarios = cells.map(({ cell: { scenario, filesystem, runs: made, notRun }, expected }) => ({
    scenario: scenario.scenario,
    consumer: consumerOf(scenario),
    filesystem,
    expected,
    runs: made.length,
    requests: countRequests(made),
    marks: countMarks(made, expected),
    notRun,
  }));
  const marks = noMarks();
  for (const row of scenarios) for (const mark of AccuracyMarkSchema.options) marks[mark] += row.marks[mark];
  return {
    format: 'uringlab-accuracy',
    version: 1,
    lab: matrix.lab,
    createdAt: matrix.createdAt,
    seed,
    runs: runs.length,
    requests: countRequests(runs),
    cleanRuns: clean.length,
    cleanRequests: countRequests(clean),
    marks,
    confusion: [...new Set(cells.map(({ expected }) => expected))].map((expected) => ({
      expected,
      found: countClasses(cells.filter((row) => row.expected === expected).flatMap(({ cell }) => cell.runs)),
    })),
    scenarios,
    deviations: cells.flatMap(({ cell, expected }) => listDeviations(cell, expected)),
  };
}
