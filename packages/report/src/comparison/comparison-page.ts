import { formatHex, formatResult, type Rate, type RequestLife } from '@uringlab/schema';
import { LIST_LIMIT } from '../bound-findings.ts';
import { pageFrame } from '../html/frame.ts';
import { makeTimeline } from '../html/timeline.ts';
import { htmlTemplate } from '../templates.ts';
import { makePrintable } from '../text/plain-text.ts';
import type { Comparison } from './compare-runs.ts';
import { describeRate, describeStanding, headline, stateOf } from './comparison-text.ts';

const renderTemplate = htmlTemplate('comparison.html.hbs', ['head.html.hbs', 'timeline-drawing.html.hbs']);

/** Pixels that the highest end of all intervals takes. */
const INTERVAL_WIDTH = 180;
const THINNEST = 2;

/** What a page needs of a run beyond what is compared. */
export interface ComparedPlace {
  href: string;
  /** Whose life is drawn; none without a trace. */
  request: RequestLife | undefined;
}

function drawPlace(place: ComparedPlace | undefined, index: number) {
  const href = place?.href ?? '';
  const number = index + 1;
  const placement = { name: `timeline of run ${number}`, idPrefix: `run-${number}-`, page: href };
  const request = place?.request === undefined ? undefined : makePrintable(place.request);
  return {
    href,
    timeline: makeTimeline(request, placement),
    drawn:
      request === undefined
        ? ''
        : `${request.file}, ${request.length} bytes at ${formatHex(request.offset)}, result ` +
          (request.result === null ? 'not known' : formatResult(request.result)),
  };
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
 * `places` has for each run the address of its page, relative to this one, and the request to draw.
 */
export function renderComparisonPage(comparison: Comparison, places: readonly ComparedPlace[]): string {
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
      ...drawPlace(places[index], index),
      filesystem: run.filesystem ?? '',
      standing: describeStanding(run, index),
      failing: describeRate(run.failing),
      untraced: describeRate(run.untraced),
      traced: describeRate(run.traced),
      interval: drawInterval(run.failing, highest),
      interpretation: run.interpretation.slice(0, LIST_LIMIT),
    })),
    isDrawn: places.some(({ request }) => request !== undefined && request.steps.length > 0),
    differing,
    same: same.map(([label, value]) => ({ label, value })),
  });
}
