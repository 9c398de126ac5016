import type { Findings, RequestLife } from '@uringlab/schema';

/** Longer pauses between two lines are marked, as people do when they cut a trace by hand. */
const GAP_NS = 100_000;
/** Lines of one request that a mail carries. */
const MAIL_LINES = 60;

function cut(lines: string[]): string[] {
  if (lines.length <= MAIL_LINES) return lines;
  const half = MAIL_LINES / 2;
  return [...lines.slice(0, half), '....', ...lines.slice(-half)];
}

function linesOf(request: RequestLife | undefined): string[] {
  const lines: string[] = [];
  let last: number | undefined;
  for (const step of request?.steps ?? []) {
    if (step.line === null) continue;
    if (last !== undefined && step.atNs - last > GAP_NS) lines.push('....');
    lines.push(step.line);
    last = step.atNs;
  }
  return lines;
}

/**
 * The trace lines of the first request, as trace-cmd prints them and never wrapped; `....` stands for a
 * pause of more than 100 us. Without such steps, the lines the verdict rests on. Empty without a trace.
 */
export function traceLines(findings: Findings): string[] {
  const lines = linesOf(findings.requests[0]);
  const evidence = findings.verdict.evidence.filter((item) => item.source === 'trace');
  return cut(lines.length > 0 ? lines : evidence.map((item) => item.text));
}
