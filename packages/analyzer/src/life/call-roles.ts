import type { LayerEvent, LayerEventOf } from '../layers/layer-event.ts';

type Call = LayerEventOf<'call'>;

const EAGAIN = -11;
export const EIOCBQUEUED = -529;

/** What only postpones a read. */
export const POSTPONED: ReadonlySet<number> = new Set([EAGAIN, EIOCBQUEUED]);

/** Calls for one range of one file. */
export function rangeOf(call: Call): string {
  return `${call.device} ${call.inode} ${call.offset} ${call.count}`;
}

/**
 * Stock kernels print xfs_file_buffered_read once, on entry. A kernel with a second tracepoint on the way
 * out (as in the trace of kernel bugzilla 208827) prints the return value in the same field, and the
 * position after the read in the offset. Entries and returns of one thread then alternate. Nobody asks
 * for a negative count, so a negative errno says which kind of trace this is, for that tracepoint.
 * A return that could as well be the next read's entry is left out, and so is everything when more calls
 * break the alternation than keep it.
 *
 * @param cuts events before which others may be missing, besides those that say so themselves
 * @returns the results by event, for the events that are returns; empty on a stock kernel's trace
 */
export function findReturns(
  events: readonly LayerEvent[],
  cuts: ReadonlySet<LayerEvent> = new Set(),
): Map<LayerEvent, number> {
  const returns = new Map<LayerEvent, number>();
  let breaks = 0;
  for (const run of splitByThread(events, cuts)) breaks += pairCalls(run, returns);
  return breaks > returns.size ? new Map() : returns;
}

/** Calls of each thread without a gap among them, for the tracepoints that print returns. */
function splitByThread(events: readonly LayerEvent[], cuts: ReadonlySet<LayerEvent>): Iterable<Call[]> {
  const twofold = new Set<boolean>();
  for (const event of events) if (event.kind === 'call' && event.count < 0) twofold.add(event.direct);
  const runs = new Map<string, Call[]>();
  let gaps = 0;
  for (const event of events) {
    if (cuts.has(event) || event.event.lostBefore !== 0) gaps++;
    if (event.kind !== 'call' || !twofold.has(event.direct)) continue;
    const key = `${gaps} ${event.pid} ${event.direct}`;
    const run = runs.get(key);
    if (run === undefined) runs.set(key, [event]);
    else run.push(event);
  }
  return runs.values();
}

/** Adds the returns of one thread; how often an entry has no return although the thread goes on. */
function pairCalls(run: readonly Call[], returns: Map<LayerEvent, number>): number {
  const postponed = new Set<string>();
  let breaks = 0;
  for (let index = 0; index < run.length; index++) {
    const [entry, next, after] = run.slice(index, index + 3);
    // A negative count here is a return whose entry is missing.
    if (entry === undefined || next === undefined || entry.count < 0) continue;
    if (!isReturnOf(next, entry) || isDoubtful(entry, next, after, postponed)) {
      // An excerpt may have cut the return.
      breaks++;
      continue;
    }
    returns.set(next, next.count);
    if (POSTPONED.has(next.count)) postponed.add(rangeOf(entry));
    index++;
  }
  return breaks;
}

function isReturnOf(call: Call, entry: Call): boolean {
  if (call.inode !== entry.inode || call.device !== entry.device) return false;
  if (call.count <= 0) return call.offset === entry.offset;
  return call.count <= entry.count && call.offset === entry.offset + call.count;
}

/**
 * Whether a short return may be the entry of another read: when what follows could be the return of that, or when
 * nothing follows and the range was not already waiting for its end.
 */
function isDoubtful(
  entry: Call,
  next: Call,
  after: Call | undefined,
  postponed: ReadonlySet<string>,
): boolean {
  if (next.count < 0 || next.count === entry.count) return false;
  return after === undefined ? !postponed.has(rangeOf(entry)) : isReturnOf(after, next);
}
