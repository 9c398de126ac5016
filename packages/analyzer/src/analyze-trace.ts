import { type Findings, formatHex, type RequestLife, rate, type Verdict } from '@uringlab/schema';
import { formatEvent, openTrace, type Trace } from '@uringlab/trace-parser';
import { COMMON_PAGE_BYTES } from './layers/event-table.ts';
import type { LayerEvent } from './layers/layer-event.ts';
import { buildLife } from './life/build-life.ts';
import { findReturns } from './life/call-roles.ts';
import { interpretLife } from './life/interpret.ts';
import { formatDiagnostics, measureLoss } from './loss.ts';
import { findRequests } from './requests/find-requests.ts';
import { surveyEvents } from './requests/survey-events.ts';
import { isShort, isShortInside, type TraceRequest } from './requests/trace-request.ts';
import { judgeAll } from './rules/rule.ts';
import { isDeviceError } from './trace-rules/failed-reads.ts';
import { isLossy, type TraceCase } from './trace-rules/trace-case.ts';
import { TRACE_RULES } from './trace-rules/trace-rules.ts';

/** Lives kept in findings.json. */
const KEPT_LIVES = 4;

/** The requests worth telling: failed, short inside the file, then short otherwise, then any as an example. */
function choose(requests: readonly TraceRequest[]): TraceRequest[] {
  const inside = requests.filter(isShortInside);
  const chosen = [
    ...requests.filter(isDeviceError),
    ...inside.filter((request) => request.restAskedFor === false),
    ...inside.filter((request) => request.restAskedFor === null),
    ...inside,
    ...requests.filter(isShort),
    ...requests.slice(0, 1),
  ];
  return [...new Set(chosen)].slice(0, KEPT_LIVES);
}

function describeSource(trace: Trace, requests: readonly TraceRequest[]): string {
  return `${trace.source.kind}, ${requests.length} reads`;
}

/** Completions of bios, with the lines of those that failed. */
function surveyBios(events: readonly LayerEvent[]): TraceCase['bios'] {
  const completions = events.filter((event) => event.kind === 'bio-completed');
  const failed = completions.filter(({ error }) => error !== 0).map(({ event }) => formatEvent(event));
  return { completed: completions.length, failed };
}

/** Since 5.9 the ring asks for the rest itself; a text shows it by `disize`, which XFS prints since 5.15. */
function retriesShortReads(trace: Trace, events: readonly LayerEvent[]): boolean {
  const [, major, minor] = /^\S+ \S+ (\d+)\.(\d+)/.exec(trace.uname ?? '') ?? [];
  if (major !== undefined) return Number(major) > 5 || (Number(major) === 5 && Number(minor) >= 9);
  return events.some((event) => event.kind === 'call' && event.event.field('disize') !== undefined);
}

/**
 * The findings of a bare trace: a trace.dat, `trace-cmd report` text, tracefs text, or a mail that quotes one.
 * What the application did with a result is seen only as far as a read of the rest follows in the trace.
 *
 * @throws LabError E_TRACE_UNREADABLE
 */
export async function analyzeTrace(bytes: Uint8Array): Promise<Findings> {
  const trace = await openTrace(bytes);
  // A sub-buffer is one page unless somebody set buffer_subbuf_size_kb.
  const pageBytes = trace.instances[0]?.pageSize || COMMON_PAGE_BYTES;
  const survey = surveyEvents(trace.events(), pageBytes);
  const { events } = survey;
  const returns = findReturns(events, survey.cuts);
  const requests = findRequests(survey, returns);
  const lives = new Map<TraceRequest, RequestLife>();
  for (const request of choose(requests))
    lives.set(request, buildLife({ events, returns, pageBytes }, request));
  const loss = measureLoss(trace);
  const judged = judgeAll(TRACE_RULES, {
    requests,
    lives,
    loss,
    pageBytes,
    bios: surveyBios(events),
    retriesShortReads: retriesShortReads(trace, events),
  });
  const short = requests.filter((request) => isShortInside(request) && request.restAskedFor !== true);
  // A read that the trace does not show to its end counts neither way.
  const ended = requests.filter(({ result }) => result !== null).length;
  const [told] = lives.values();
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
      ...(isLossy(loss) ? ['What the events that the trace lost would have shown.'] : []),
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
    requests: [...lives.values()],
    loss,
    diagnostics: formatDiagnostics(trace),
  };
}
