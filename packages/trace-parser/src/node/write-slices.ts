import type { LearnedComm } from '../event/comm-table.ts';
import type { LineSource } from '../report/line-writer.ts';
import type { TimeSlice } from '../ring/plan-slices.ts';
import type { SliceText } from './slice-job.ts';
import type { SliceThreads } from './slice-threads.ts';

export type WriteBytes = (bytes: Uint8Array) => void | Promise<void>;

/** A slice on its way, and what was known when it was given away. */
interface Pending {
  readonly slice: TimeSlice;
  readonly learned: readonly LearnedComm[];
  readonly text: Promise<SliceText>;
}

/** Whether a slice would read otherwise had it been known how events before it name threads. */
function isOutdated(text: SliceText, pending: Pending, known: ReadonlyMap<number, string>): boolean {
  if (known.size === pending.learned.length) return false;
  const given = new Set(pending.learned.map(([pid]) => pid));
  const isNews = (pid: number): boolean => known.has(pid) && !given.has(pid);
  return text.missed.some(isNews) || text.learned.some(([pid]) => isNews(pid));
}

/** Where writing on threads ended before the last slice, and what was known by then. */
export interface Rest {
  readonly slice: TimeSlice;
  readonly learned: readonly LearnedComm[];
}

/**
 * Writes slices on other threads, in order, a few ahead of what is written. Names of threads are learned from events: a slice that missed one is
 * written again. Ends before a slice with lines that depend on their neighbours, and gives it back.
 */
export async function writeSlices(
  threads: SliceThreads,
  ahead: number,
  slices: Iterator<TimeSlice>,
  { comms, damage }: LineSource,
  write: WriteBytes,
): Promise<Rest | undefined> {
  const known = new Map(comms.learned);
  const pending: Pending[] = [];
  const ask = (slice: TimeSlice): Pending => {
    const learned = [...known];
    const text = threads.write({ slice, learned });
    // It is awaited later; until then its failure must not count as unhandled.
    text.catch(() => {});
    return { slice, learned, text };
  };
  for (;;) {
    while (pending.length < ahead) {
      const { value, done } = slices.next();
      if (done === true) break;
      pending.push(ask(value));
    }
    const first = pending.shift();
    if (first === undefined) return undefined;
    let text = await first.text;
    if (text.asksForNeighbours) return { slice: first.slice, learned: [...known] };
    if (isOutdated(text, first, known)) {
      threads.recycle(text);
      text = await ask(first.slice).text;
    }
    for (const [pid, comm] of text.learned) known.set(pid, comm);
    damage.skippedBytes += text.skippedBytes;
    await write(new Uint8Array(text.memory, 0, text.length));
    threads.recycle(text);
  }
}
