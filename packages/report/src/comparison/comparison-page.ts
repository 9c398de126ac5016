import { formatRate, type Rate, type Verdict } from '@uringlab/schema';
import { LIST_LIMIT } from '../bound-findings.ts';
import { pageFrame } from '../html/frame.ts';
import { htmlTemplate } from '../templates.ts';
import { makePrintable } from '../text/plain-text.ts';
import type { ComparedRun, Comparison } from './compare-runs.ts';

const renderTemplate = htmlTemplate('comparison.html.hbs', ['head.html.hbs']);

/** Pixels that the highest end of all intervals takes. */
const INTERVAL_WIDTH = 180;
const THINNEST = 2;

function stateOf({ fault }: Verdict): { word: string; state: string } {
  if (fault === null) return { word: 'cannot tell', state: 'open' };
  return fault ? { word: 'fault', state: 'fault' } : { word: 'no fault', state: 'clean' };
}

function describeRate(value: Rate | null): string {
  return value === null || value.total === 0 ? 'not counted' : formatRate(value);
}

/** `3 runs: 2 fault, 0 no fault, 1 cannot tell`. */
function headline(runs: readonly ComparedRun[]): string {
  const words = runs.map(({ verdict }) => stateOf(verdict).word);
  const parts = ['fault', 'no fault', 'cannot tell'].map(
    (word) => `${words.filter((own) => own === word).length} ${word}`,
  );
  return `${runs.length} runs: ${parts.join(', ')}`;
}

function drawInterval(value: Rate | null, highest: number) {
  if (value === null || value.total === 0) return null;
  const perUnit = INTERVAL_WIDTH / highest;
  const x = Math.min(INTERVAL_WIDTH - THINNEST, value.low * perUnit);
  const point = Math.min(INTERVAL_WIDTH - THINNEST, (value.hits / value.total) * perUnit);
  return {
    x: x.toFixed(1),
    width: Math.max(THINNEST, value.high * perUnit - x).toFixed(1),
    point: point.toFixed(1),
  };
}

/**
 * One self-contained page: verdicts and rates side by side, what differs between the runs, what does not, then each run.
 * `links` leads to the page of each run, relative to this one.
 */
export function renderComparisonPage(comparison: Comparison, links: readonly string[]): string {
  const { runs, differing, same } = makePrintable(comparison);
  const highest = Math.max(0, ...runs.map(({ failing }) => (failing === null ? 0 : failing.high))) || 1;
  return renderTemplate({
    ...pageFrame(headline(runs)),
    headline: headline(runs),
    highest: Number((highest * 100).toPrecision(2)),
    intervalWidth: INTERVAL_WIDTH,
    runs: runs.map((run, index) => ({
      ...run,
      ...stateOf(run.verdict),
      number: index + 1,
      href: links[index] ?? '',
      filesystem: run.filesystem ?? '',
      distance: index === 0 ? 'the first' : (run.distance ?? 'not known'),
      failing: describeRate(run.failing),
      untraced: describeRate(run.untraced),
      traced: describeRate(run.traced),
      interval: drawInterval(run.failing, highest),
      interpretation: run.interpretation.slice(0, LIST_LIMIT),
    })),
    differing,
    same: same.map(([label, value]) => ({ label, value })),
  });
}
