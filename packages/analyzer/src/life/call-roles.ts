import type { LayerEvent, LayerEventOf } from '../layers/layer-event.ts';

/**
 * Stock kernels print xfs_file_buffered_read once, on entry. A kernel with a second tracepoint on the way
 * out (as in the trace of kernel bugzilla 208827) prints the return value in the same field, and the
 * position after the read in the offset. Entries and returns of one thread then alternate. Nobody asks
 * for a negative count, so one negative errno anywhere says which kind of trace this is.
 *
 * @returns the results by event, for the events that are returns; empty on a stock kernel's trace
 */
export function findReturns(events: readonly LayerEvent[]): Map<LayerEvent, number> {
  const calls = events.filter((event) => event.kind === 'call');
  const returns = new Map<LayerEvent, number>();
  if (!calls.some((call) => call.count < 0)) return returns;
  const open = new Map<number, LayerEventOf<'call'>>();
  for (const call of calls) {
    const entry = open.get(call.pid);
    if (entry !== undefined && isReturnOf(call, entry)) {
      returns.set(call, call.count);
      open.delete(call.pid);
    } else {
      // An excerpt may have cut the return of the entry before.
      open.set(call.pid, call);
    }
  }
  return returns;
}

function isReturnOf(call: LayerEventOf<'call'>, entry: LayerEventOf<'call'>): boolean {
  if (call.inode !== entry.inode || call.device !== entry.device) return false;
  if (call.count <= 0) return call.offset === entry.offset;
  return call.count <= entry.count && call.offset === entry.offset + call.count;
}
