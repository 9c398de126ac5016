import { createHash } from 'node:crypto';
import type { Beyond } from '../mail/beyond.ts';
import type { Row } from '../text/facts.ts';
import { concernsKernel } from '../text/kernels-part.ts';
import { makePrintable } from '../text/plain-text.ts';
import { labelled } from '../text/wrap.ts';
import type { ComparedRun, Comparison, Distance } from './compare-runs.ts';
import { describeConditions, describeRate, describeStanding, headline, stateOf } from './comparison-text.ts';

/** Runs that the first paragraph tells of. */
const TOLD_RUNS = 3;
/** Rows of the fact block that are there for runs. */
const FACT_ROWS = 5;
/** Values of one fact that a mail tells; where they are more, all of them are on the page. */
const TOLD_VALUES = 6;

const DISTANCE: Readonly<Record<Distance, string>> = {
  higher: 'fails more often than run 1',
  lower: 'fails less often than run 1',
  'not told apart': 'is not told apart from run 1 by how often it fails',
};

/** `22 of 16384`. */
function countOf({ failing }: ComparedRun): string {
  return failing === null || failing.total === 0 ? 'not counted' : `${failing.hits} of ${failing.total}`;
}

/**
 * The run that a mail on several is written on: the first in which the kernel, or what lies below it, is at fault; else the first with
 * a fault; else the first. Its index.
 */
export function chooseShown(runs: readonly Pick<ComparedRun, 'verdict'>[]): number {
  const kernels = runs.findIndex(({ verdict }) => verdict.fault === true && concernsKernel(verdict));
  const any = runs.findIndex(({ verdict }) => verdict.fault === true);
  return Math.max(0, kernels >= 0 ? kernels : any);
}

function compareSentences(runs: readonly ComparedRun[]): string[] {
  const [first, ...others] = runs;
  if (first === undefined) return [];
  const told = others.slice(0, TOLD_RUNS).map((run, index) => {
    const number = index + 2;
    return run.distance === null
      ? `Run ${number} is not held against run 1: ${run.reason}.`
      : `Run ${number} ${DISTANCE[run.distance]} (${countOf(run)} against ${countOf(first)}); ${describeConditions(run)}.`;
  });
  const left = others.length - told.length;
  return left > 0 ? [...told, `${left} more are told below.`] : told;
}

function regressionSentences(comparison: Comparison, shown: ComparedRun): string[] {
  const kernels = new Set(comparison.runs.map(({ kernel }) => kernel));
  if (!concernsKernel(shown.verdict) || kernels.size === 1) return [];
  return [
    'It is not reported as a regression: runs side by side are no search for the change that brought it about.',
  ];
}

function factRowOf(run: ComparedRun, index: number): Row {
  const where = [`Linux ${run.kernel}`, ...(run.filesystem === null ? [] : [run.filesystem])].join(', ');
  const distance = index === 0 ? '' : `, ${run.distance ?? 'not compared'}`;
  return [`Run ${index + 1}`, `${stateOf(run.verdict).word}, ${countOf(run)}${distance}; ${where}`];
}

function factRows(runs: readonly ComparedRun[]): Row[] {
  if (runs.length <= FACT_ROWS) return runs.map(factRowOf);
  const shown = runs.slice(0, FACT_ROWS - 1).map(factRowOf);
  return [...shown, ['Others', `${runs.length - shown.length} runs more, below`]];
}

function describeParts({ untraced, traced }: ComparedRun): string[] {
  return [
    ...(untraced === null ? [] : [`untraced ${describeRate(untraced)}`]),
    ...(traced === null ? [] : [`traced ${describeRate(traced)}`]),
  ];
}

function runRow(run: ComparedRun, index: number): Row {
  const { verdict, kernel, filesystem, name } = run;
  const place = filesystem === null ? '' : ` on ${filesystem}`;
  return [
    `Run ${index + 1}`,
    `${name}${place}, Linux ${kernel}, run ${run.id}. ${verdict.title}, confidence ${verdict.confidence}. ` +
      `Failing: ${[describeRate(run.failing), ...describeParts(run)].join('; ')}. Against the first: ${index === 0 ? 'it is the first' : describeStanding(run, index)}.`,
  ];
}

/** `runs 1 and 3: xfs; run 2: ext4`. */
function groupValues(values: readonly string[]): string {
  const numbers = new Map<string, number[]>();
  for (const [index, value] of values.entries())
    numbers.set(value, [...(numbers.get(value) ?? []), index + 1]);
  const groups = [...numbers].map(
    ([value, own]) =>
      `run${own.length === 1 ? '' : 's'} ${own.join(', ')}: ${value === '' ? 'nothing' : value}`,
  );
  const left = groups.length - TOLD_VALUES;
  return [...groups.slice(0, TOLD_VALUES), ...(left > 0 ? [`${left} more in report.html`] : [])].join('; ');
}

/** What runs have of their own, whatever they are compared for. */
const TOLD_ELSEWHERE = new Set(['Verdict', 'Confidence', 'Run', 'Mainline']);

/** What a comparison adds to the mail on the run that it shows. */
export function describeComparison(found: Comparison): Beyond {
  const comparison = makePrintable(found);
  const { runs, differing } = comparison;
  const index = chooseShown(runs);
  const shown = runs[index];
  if (shown === undefined) throw new RangeError('a comparison has runs');
  const differences = differing
    .filter(({ label }) => !TOLD_ELSEWHERE.has(label))
    .map(({ label, values }): Row => [label, groupValues(values)]);
  const ids = runs.map(({ id }) => id).join(' ');
  return {
    name: `compare-${createHash('sha256').update(ids).digest('hex').slice(0, 8)}`,
    sentences: [
      `This is run ${index + 1} of ${headline(runs).replace(':', ' that were compared:')}.`,
      ...compareSentences(runs),
      ...regressionSentences(comparison, shown),
    ],
    rows: factRows(runs),
    sections: [
      { heading: 'The runs, each held against the first:', text: labelled(runs.map(runRow)) },
      ...(differences.length === 0
        ? []
        : [{ heading: 'What differs between them:', text: labelled(differences) }]),
    ],
    isRegression: false,
    introduced: null,
    cc: [],
    culprit: null,
  };
}
