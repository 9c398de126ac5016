import { type Findings, formatHex, type RequestLife, rate, type Verdict } from '@uringlab/schema';
import { openTrace, type Trace } from '@uringlab/trace-parser';
import { toLayerEvents } from './layers/event-table.ts';
import { buildLife } from './life/build-life.ts';
import { findReturns } from './life/call-roles.ts';
import { interpretLife } from './life/interpret.ts';
import { formatDiagnostics, measureLoss } from './loss.ts';
import { findRequests } from './requests/find-requests.ts';
import { endsAtEndOfFile, isShort, type TraceRequest } from './requests/trace-request.ts';
import { judgeAll } from './rules/rule.ts';
import { TRACE_RULES } from './trace-rules/trace-rules.ts';

/** Lives kept in findings.json. */
const KEPT_LIVES = 4;

/** A bare trace does not say how large a page is; every architecture's default kernel here is 4 KiB. */
const PAGE_BYTES = 4096;

/** The requests worth telling: short inside the file, then short at its end, then any as an example. */
function choose(requests: readonly TraceRequest[]): TraceRequest[] {
  const short = requests.filter(isShort);
  const inside = short.filter((request) => !endsAtEndOfFile(request));
  const chosen = [
    ...inside.filter((request) => !request.restAskedFor),
    ...inside,
    ...short,
    ...requests.slice(0, 1),
  ];
  return [...new Set(chosen)].slice(0, KEPT_LIVES);
}

function describeSource(trace: Trace, requests: readonly TraceRequest[]): string {
  return `${trace.source.kind}, ${requests.length} reads`;
}

/**
 * The findings of a bare trace: a trace.dat, `trace-cmd report` text, tracefs text, or a mail that quotes one.
 * What the application did with a result is seen only as far as a read of the rest follows in the trace.
 *
 * @throws LabError E_TRACE_UNREADABLE
 */
export function analyzeTrace(bytes: Uint8Array): Findings {
  const trace = openTrace(bytes);
  const events = toLayerEvents(trace.events());
  const returns = findReturns(events);
  const requests = findRequests(events, returns);
  const lives: RequestLife[] = choose(requests).map((request) =>
    buildLife({ events, returns, pageBytes: PAGE_BYTES }, request),
  );
  const loss = measureLoss(trace);
  const judged = judgeAll(TRACE_RULES, { requests, lives, loss, pageBytes: PAGE_BYTES });
  const short = requests.filter(
    (request) => isShort(request) && !endsAtEndOfFile(request) && !request.restAskedFor,
  );
  // A read that the trace does not show to its end counts neither way.
  const ended = requests.filter(({ result }) => result !== null).length;
  const told = lives[0];
  const verdict: Verdict = {
    ...(judged.charge ?? {
      culprit: 'unknown',
      class: 'not-enough-evidence',
      trigger: null,
      title: 'not enough evidence',
      sentence:
        requests.length === 0
          ? 'No read can be followed in this trace: it shows no calls into the file system together with their results.'
          : 'The trace does not show what went wrong.',
      confidence: 'low',
      fault: null,
      evidence: [],
      fixedBy: null,
    }),
    pageCacheRight: null,
    diskRight: null,
    alternatives: judged.alternatives,
    unknowns: [
      ...judged.unknowns,
      ...short
        .slice(0, 1)
        .map(
          (request) =>
            `What the application did with the ${request.result} bytes at ${formatHex(request.offset)}: a trace shows requests, not their use.`,
        ),
    ],
  };
  return {
    format: 'uringlab-findings',
    version: 1,
    run: null,
    source: describeSource(trace, requests),
    verdict,
    rate: ended === 0 ? null : rate(short.length, ended),
    phaseRates: [],
    interpretation: told === undefined ? [] : interpretLife(told),
    requests: lives,
    loss,
    diagnostics: formatDiagnostics(trace),
  };
}
