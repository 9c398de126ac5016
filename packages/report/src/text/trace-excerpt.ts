import type { Findings, RequestLife, Step } from '@uringlab/schema';
import { describeLeft, foldRepeats } from './fold-repeats.ts';

/** Longer pauses between two lines are marked, as people do when they cut a trace by hand. */
const GAP_NS = 100_000;
const CUT = '....';

/** A step that stands for several lines of the trace carries the first: pages are added one by one. */
function standsForMore({ kind, text }: Step): boolean {
  return kind === 'page-added' && /^\d+ folios/.test(text);
}

function linesOf(request: RequestLife | undefined, where: string): string[] {
  const steps = (request?.steps ?? []).filter((step) => step.line !== null);
  const lines: string[] = [];
  let before: Step | undefined;
  const cut = (mark: string): void => {
    if (lines.at(-1) === CUT) lines.pop();
    if (lines.length > 0) lines.push(mark);
  };
  for (const part of foldRepeats(steps, (step) => step.text)) {
    if ('left' in part) {
      cut(`${CUT} (${describeLeft(part.left, where)})`);
      before = undefined;
      continue;
    }
    const step = part.item;
    if (before !== undefined && step.atNs - before.atNs > GAP_NS) cut(CUT);
    lines.push(step.line ?? '');
    if (standsForMore(step)) lines.push(CUT);
    before = step;
  }
  return lines;
}

/**
 * The trace lines of the first request, one for each step, as trace-cmd prints them and never wrapped; `....`
 * stands for lines that are left out and for a pause of more than 100 us. Without such steps, the lines the
 * verdict rests on. Empty without a trace.
 *
 * @param where the file that has all the steps
 */
export function traceLines(findings: Findings, where: string): string[] {
  const lines = linesOf(findings.requests[0], where);
  const evidence = findings.verdict.evidence.filter((item) => item.source === 'trace');
  return lines.length > 0 ? lines : evidence.map((item) => item.text);
}
