import type { CommandRun, RequestLife, ShortFinding } from '@uringlab/schema';
import type { TraceFile } from '@uringlab/trace-parser/node';
import { buildLife } from '../life/build-life.ts';
import { findReturns } from '../life/call-roles.ts';
import { nameRequest } from './name-request.ts';
import type { DetectorFindings } from './read-findings.ts';
import { type RequestSubject, subjectOfRow, subjectOfShort } from './request-subject.ts';
import { selectLayerEvents } from './select-layer-events.ts';
import type { RequestTally, TableRequest } from './tally-requests.ts';

/** Lives kept in findings.json. */
const KEPT_LIVES = 4;

/** The requests worth telling: unhandled, failed, not decided, then the others as examples. */
function choose(found: DetectorFindings, { failed, atEnd }: RequestTally): (ShortFinding | TableRequest)[] {
  return [
    ...found.unhandled.first,
    ...failed,
    ...found.unknown.first,
    ...(atEnd === null ? [] : [atEnd]),
    ...found.handled.first.slice(0, 1),
  ].slice(0, KEPT_LIVES);
}

function toSubject(request: ShortFinding | TableRequest): RequestSubject {
  return 'type' in request ? subjectOfShort(request) : subjectOfRow(request);
}

/** What is known of a request without a trace. */
function lifeWithoutTrace({ key }: RequestSubject): RequestLife {
  return buildLife({ events: [], returns: new Map(), pageBytes: 1 }, { ...key, userData: null });
}

/** The lives of the requests worth telling, the most telling first. */
export function buildLives(
  trace: TraceFile | null,
  found: DetectorFindings,
  tally: RequestTally,
  { environment }: CommandRun,
): Map<ShortFinding | TableRequest, RequestLife> {
  const lives = new Map<ShortFinding | TableRequest, RequestLife>();
  const requests = choose(found, tally);
  const subjects = requests.map(toSubject);
  const { pageBytes } = environment;
  const selected = trace === null ? [] : selectLayerEvents(trace.events(), subjects, pageBytes);
  for (const [index, request] of requests.entries()) {
    const subject = subjects[index] as RequestSubject;
    const { key, events } = nameRequest(selected, subject);
    const returns = findReturns(events);
    lives.set(
      request,
      trace === null ? lifeWithoutTrace(subject) : buildLife({ events, returns, pageBytes }, key),
    );
  }
  return lives;
}
