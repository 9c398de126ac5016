import type { Bisect, StepVerdict } from '@uringlab/schema';
import { pageFrame } from '../html/frame.ts';
import { htmlTemplate } from '../templates.ts';
import { makePrintable } from '../text/plain-text.ts';
import { baselineSentences, CAUSE_SENTENCE, ladderOrder, resultSentences, stepName } from './bisect-text.ts';
import { describeRate, rateOfOperations, rateOfRuns } from './cell-summary.ts';
import { listRuns } from './matrix-page.ts';

const renderTemplate = htmlTemplate('bisect.html.hbs', ['head.html.hbs', 'campaign-runs.html.hbs']);

const STATES: Readonly<Record<StepVerdict, string>> = { good: 'clean', bad: 'fault', skip: 'open' };

/** One self-contained page: what was found, and the ladder. */
export function renderBisectPage(bisect: Bisect): string {
  const clean = makePrintable(bisect);
  const [headline = '', ...rest] = resultSentences(clean);
  return renderTemplate({
    ...pageFrame(headline),
    lab: clean.lab,
    createdAt: clean.createdAt,
    headline,
    sentences: [...rest, ...baselineSentences(clean), ...(clean.git === null ? [] : [CAUSE_SENTENCE])],
    scenario: clean.scenario.name,
    filesystem: clean.filesystem,
    tree: clean.git?.tree ?? null,
    what: clean.git === null ? 'kernel' : 'commit',
    steps: ladderOrder(clean.steps).map((step, index) => ({
      number: index + 1,
      name: stepName(step),
      append: step.kernel.append,
      verdict: step.verdict ?? 'not told yet',
      state: step.verdict === null ? '' : STATES[step.verdict],
      reason: step.reason,
      runs: describeRate(rateOfRuns(step.runs)),
      operations: describeRate(rateOfOperations(step.runs)),
      list: listRuns(step.runs),
    })),
  });
}
