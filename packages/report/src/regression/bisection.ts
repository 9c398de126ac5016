import type { Bisect, BisectResult, BisectStep, Environment, Findings } from '@uringlab/schema';
import { baselineSentences, CAUSE_SENTENCE, ladderOrder, stepName } from '../campaign/bisect-text.ts';
import { describeRate, rateOfOperations, rateOfRuns } from '../campaign/cell-summary.ts';
import type { Beyond } from '../mail/beyond.ts';
import type { Row } from '../text/facts.ts';
import { makePrintable } from '../text/plain-text.ts';
import { labelled, paragraph } from '../text/wrap.ts';
import { versionOf } from './kernel-version.ts';
import { whyNoRegression } from './why-no-regression.ts';

const REGRESSIONS_LIST = 'regressions@lists.linux.dev';
const STABLE_LIST = 'stable@vger.kernel.org';

/** An end of what a bisection found: a kernel of the list, or a commit. */
export interface End {
  /** Of bisect.json: the kernel's name, or the whole commit. */
  name: string;
  /** Null for a commit that was not run: a parent of what was. */
  step: BisectStep | null;
  /** The machine of one of its runs; null where there is none. */
  environment: Environment | null;
}

export interface BisectionInput {
  bisect: Bisect;
  result: BisectResult;
  good: End;
  bad: End;
}

function shortName({ name, step }: End): string {
  return step === null || step.commit !== null ? name.slice(0, 12) : name;
}

/** `5.5, Linux 5.5.0; 0/2 runs, 0/8192 reads fail`: one line. */
function describeEnd(end: End): string {
  const { step, environment } = end;
  if (step === null) return `${shortName(end)}, not run itself: the parent of what was`;
  const [runs, operations] = [rateOfRuns(step.runs), rateOfOperations(step.runs)];
  const release = environment === null ? '' : `, Linux ${environment.release}`;
  const reads = operations.total === 0 ? '' : `, ${operations.hits}/${operations.total} reads`;
  return `${shortName(end)}${release}; ${runs.hits}/${runs.total} runs${reads} fail`;
}

function ladderRows(bisect: Bisect): Row[] {
  return ladderOrder(bisect.steps).map((step) => {
    const rates = [`runs ${describeRate(rateOfRuns(step.runs))}`];
    const operations = describeRate(rateOfOperations(step.runs));
    if (operations !== '') rates.push(`reads ${operations}`);
    const what = step.commit === null ? '' : `("${step.commit.subject}") `;
    const told = step.verdict === 'skip' ? step.reason : rates.join('; ');
    const label = step.commit === null ? step.kernel.name : step.commit.id.slice(0, 12);
    return [label, `${what}${step.verdict ?? 'not told yet'}; ${told}`];
  });
}

/** Good and bad as tags of the trees, or as commits; a commit alone where it is the one. */
function introducedBy({ bisect, result, good, bad }: BisectionInput): string {
  if (bisect.git !== null)
    return result.between.length === 0 ? result.firstBad : `${result.lastGood}..${result.firstBad}`;
  return `${tagOf(good)}..${tagOf(bad)}`;
}

function tagOf({ environment, name }: End): string {
  return versionOf(environment?.release ?? '')?.tag ?? name;
}

function isWithinStable({ good, bad }: BisectionInput): boolean {
  const [from, to] = [good, bad].map((end) => versionOf(end.environment?.release ?? ''));
  return from?.series !== undefined && from.series === to?.series && (to?.sublevel ?? 0) > 0;
}

function describeChange({ bisect, result, bad }: BisectionInput): string[] {
  const what = bisect.git === null ? 'kernel' : 'commit';
  const name = bad.step === null ? bad.name : stepName(bad.step);
  if (result.between.length > 0)
    return [
      `A bisection ends at ${result.between.length + 1} ${what}s, of which the last is ${name}; the others could not be told good from bad.`,
    ];
  return [
    `A bisection found the first bad ${what}, ${name}.`,
    ...(bisect.git === null ? [] : [CAUSE_SENTENCE]),
  ];
}

function describeConfig({ bisect }: BisectionInput): string {
  return bisect.git === null
    ? "the kernels' .config were not compared"
    : ".config by the test machine's definition at each commit";
}

/** What a bisection that has come to its end adds to the mail on its bad run: what was found, and why it is a regression or none. */
export function describeBisection(found: BisectionInput, { verdict: raw }: Findings): Beyond {
  const input = makePrintable(found);
  const verdict = makePrintable(raw);
  const { bisect, result, good, bad } = input;
  const reason = whyNoRegression(input, verdict);
  const isRegression = reason === null;
  const isOne = bisect.git !== null && result.between.length === 0;
  return {
    name: 'bisect',
    isRegression,
    sentences: [
      ...describeChange(input),
      isRegression
        ? 'It is a regression: the same reads on the last good kernel do not fail.'
        : `It is not reported as a regression: ${reason}.`,
    ],
    rows: [
      ['Last good', describeEnd(good)],
      ['First bad', describeEnd(bad)],
      ['Root cause', verdict.title],
      ['Config', describeConfig(input)],
      ['Mainline', `not tried beyond ${bad.environment?.release ?? shortName(bad)}`],
    ],
    sections: [
      {
        heading: 'The kernels that were tried, from good to bad:',
        text: [...baselineSentences(bisect).map(paragraph), labelled(ladderRows(bisect))].join('\n\n'),
      },
    ],
    introduced: isRegression ? introducedBy(input) : null,
    cc: isRegression ? [REGRESSIONS_LIST, ...(isWithinStable(input) ? [STABLE_LIST] : [])] : [],
    culprit: isRegression && isOne ? result.firstBad : null,
  };
}
