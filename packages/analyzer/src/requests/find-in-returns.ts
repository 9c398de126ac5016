import { formatHex } from '@uringlab/schema';
import type { LayerEvent, LayerEventOf } from '../layers/layer-event.ts';
import type { TraceRequest } from './trace-request.ts';

interface Open {
  request: TraceRequest;
  entry: LayerEventOf<'call'>;
}

/** A read is over when a call moved data or failed for good; these two results only postpone it. */
const POSTPONED = new Set([-11, -529]);

function begin(entry: LayerEventOf<'call'>): TraceRequest {
  return {
    row: null,
    file: `inode ${formatHex(entry.inode)} on ${entry.device}`,
    device: entry.device,
    inode: entry.inode,
    offset: entry.offset,
    length: entry.count,
    result: null,
    userData: null,
    fromNs: entry.ns,
    toNs: entry.ns,
    fileBytes: entry.fileBytes,
    results: [],
    restAskedFor: false,
  };
}

/**
 * Requests of a trace whose kernel prints each call's return (see `findReturns`): calls for one range of one
 * inode belong to one request until one of them returns something other than -EAGAIN or -EIOCBQUEUED.
 */
export function findInReturns(
  events: readonly LayerEvent[],
  returns: ReadonlyMap<LayerEvent, number>,
): TraceRequest[] {
  const requests: TraceRequest[] = [];
  const waiting = new Map<string, Open>();
  const calling = new Map<number, Open>();
  for (const event of events) {
    if (event.kind !== 'call') continue;
    const result = returns.get(event);
    if (result === undefined) {
      const range = `${event.device} ${event.inode} ${event.offset} ${event.count}`;
      const open = waiting.get(range) ?? { request: begin(event), entry: event };
      if (open.request.results.length === 0) requests.push(open.request);
      waiting.set(range, open);
      calling.set(event.pid, open);
      continue;
    }
    const open = calling.get(event.pid);
    if (open === undefined) continue;
    calling.delete(event.pid);
    open.request.results.push(result);
    open.request.toNs = event.ns;
    if (POSTPONED.has(result)) continue;
    open.request.result = result;
    waiting.delete(`${open.entry.device} ${open.entry.inode} ${open.entry.offset} ${open.entry.count}`);
  }
  return requests;
}
