import type { LayerEvent } from '../layers/layer-event.ts';
import { findInReturns } from './find-in-returns.ts';
import { findInRing } from './find-in-ring.ts';
import { isShort, type TraceRequest } from './trace-request.ts';

/**
 * The reads a bare trace shows, in order of their beginning, each with whether the trace goes on to a read of what a
 * short one left out: by the ring or by any other call, since both pass through the file system's read.
 */
export function findRequests(
  events: readonly LayerEvent[],
  returns: ReadonlyMap<LayerEvent, number>,
): TraceRequest[] {
  const requests = returns.size > 0 ? findInReturns(events, returns) : findInRing(events);
  for (const request of requests) {
    if (!isShort(request)) continue;
    const rest = request.offset + (request.result ?? 0);
    request.restAskedFor = events.some(
      (event) =>
        event.kind === 'call' &&
        event.ns > request.toNs &&
        event.inode === request.inode &&
        event.device === request.device &&
        event.offset === rest &&
        !returns.has(event),
    );
  }
  return requests;
}
