import type { Bisect, BisectStep } from '@uringlab/schema';
import { makePrintable } from '../text/plain-text.ts';
import { wrap } from '../text/wrap.ts';
import { RATE_HEAD, rateCells } from './rate-cells.ts';
import { textTable } from './text-table.ts';

export function stepName({ kernel, commit }: BisectStep): string {
  return commit === null ? kernel.name : `${commit.id.slice(0, 12)} ("${commit.subject}")`;
}

/** From good to bad: by place in the list; the commits of a tree as they were tried. */
export function ladderOrder(steps: readonly BisectStep[]): BisectStep[] {
  return [...steps].sort((a, b) => (a.index ?? 0) - (b.index ?? 0));
}

/** What was found, in sentences. */
export function resultSentences({ result, git, steps }: Bisect): string[] {
  const what = git === null ? 'kernel' : 'commit';
  if (result === null) return [`The search is not at its end: ${steps.length} ${what}s were run.`];
  const nameOf = (id: string): string => {
    const step = steps.find(({ commit }) => commit?.id === id);
    return step === undefined ? id : stepName(step);
  };
  const { firstBad, lastGood, between } = result;
  if (between.length === 0)
    return [`The first bad ${what} is ${nameOf(firstBad)}.`, `The last good one is ${nameOf(lastGood)}.`];
  return [
    `The first bad ${what} is one of ${between.length + 1}: ${[...between, firstBad].map(nameOf).join(', ')}.`,
    `The last good one is ${nameOf(lastGood)}; what lies between could not be told.`,
  ];
}

/** The rate that good kernels were told apart from; empty before it is known. */
export function baselineSentences({ baseline, confidence }: Bisect): string[] {
  if (baseline === null) return [];
  const { runs, operations } = baseline;
  const counted = operations === null ? '' : ` (${operations.hits} of ${operations.total} operations)`;
  return [
    `On the bad end the fault (${baseline.class}) shows in ${runs.hits} of ${runs.total} runs${counted}. "good" means: told apart from that rate with a confidence of ${confidence}.`,
  ];
}

/** What a first bad commit does and does not say. */
export const CAUSE_SENTENCE =
  'The first bad commit is where the fault begins to show; it is not yet the root cause, which the findings of its runs are about.';

/** The ladder for terminals and mails: each kernel with its verdict and what it rests on. */
export function renderBisectText(bisect: Bisect): string {
  const clean = makePrintable(bisect);
  const rows = ladderOrder(clean.steps).map((step) => [
    stepName(step),
    step.verdict ?? '-',
    ...rateCells(step.runs),
  ]);
  const reasons = ladderOrder(clean.steps)
    .filter(({ verdict }) => verdict === 'skip')
    .flatMap((step) => wrap(`${stepName(step)}: ${step.reason}`));
  const sentences = [
    ...resultSentences(clean),
    ...baselineSentences(clean),
    ...(clean.result !== null && clean.git !== null ? [CAUSE_SENTENCE] : []),
  ];
  return [
    ...sentences.flatMap((sentence) => wrap(sentence)),
    '',
    textTable([[clean.git === null ? 'kernel' : 'commit', 'verdict', ...RATE_HEAD], ...rows]),
    ...(reasons.length === 0 ? [] : ['', ...reasons]),
    '',
  ].join('\n');
}
