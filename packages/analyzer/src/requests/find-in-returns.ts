import type { LayerEvent } from '../layers/layer-event.ts';
import { EIOCBQUEUED, POSTPONED, rangeOf } from '../life/call-roles.ts';
import { beginRequest } from './begin-request.ts';
import type { Ask } from './follow-ups.ts';
import { isRingWorker, type Survey } from './survey-events.ts';
import type { TraceRequest } from './trace-request.ts';

interface Open {
  pid: number;
  range: string;
  request: TraceRequest;
  beganAt: number;
  inCall: boolean;
  timesQueued: number;
}

/**
 * Requests of a trace whose kernel prints each call's return (see `findReturns`): a thread's calls for one range
 * of one inode belong to one request until one of them returns something other than -EAGAIN or -EIOCBQUEUED,
 * and so does the call of a worker that takes it over.
 */
export function findInReturns(
  { events, cuts }: Survey,
  returns: ReadonlyMap<LayerEvent, number>,
): { requests: TraceRequest[]; asks: Ask[] } {
  const requests: TraceRequest[] = [];
  const asks: Ask[] = [];
  const waiting = new Map<string, Set<Open>>();
  const calling = new Map<number, { open: Open; ask: Ask | undefined }>();
  /** Ranges that were queued more than once, so that a second request for them may be in flight, and since when. */
  const queuedTwice = new Map<string, number>();
  events.forEach((event, at) => {
    if (cuts.has(event)) {
      waiting.clear();
      calling.clear();
    }
    if (event.kind !== 'call') return;
    const result = returns.get(event);
    if (result === undefined) {
      if (event.count <= 0) return;
      const range = rangeOf(event);
      const there = waiting.get(range) ?? new Set<Open>();
      waiting.set(range, there);
      const isOurs = (open: Open): boolean => open.pid === event.pid || isRingWorker(event);
      let open = [...there].find((candidate) => !candidate.inCall && isOurs(candidate));
      let ask: Ask | undefined;
      if (open === undefined) {
        open = {
          pid: event.pid,
          range,
          request: beginRequest(event),
          beganAt: at,
          inCall: true,
          timesQueued: 0,
        };
        there.add(open);
        requests.push(open.request);
        // Until its return shows that it is an entry at all.
        ask = { call: event, at, since: -1, doubtful: true };
        asks.push(ask);
      }
      open.inCall = true;
      calling.set(event.pid, { open, ask });
      return;
    }
    const called = calling.get(event.pid);
    if (called === undefined) return;
    calling.delete(event.pid);
    const { open, ask } = called;
    open.inCall = false;
    open.request.toNs = event.ns;
    const thread = `${open.pid} ${open.range}`;
    if (ask !== undefined) {
      ask.since = queuedTwice.get(thread) ?? ask.at;
      queuedTwice.delete(thread);
    }
    if (result === EIOCBQUEUED) open.timesQueued++;
    if (POSTPONED.has(result)) return;
    open.request.result = result;
    open.request.endAt = at;
    if (open.timesQueued > 1) queuedTwice.set(thread, open.beganAt);
    waiting.get(open.range)?.delete(open);
  });
  return { requests, asks };
}
