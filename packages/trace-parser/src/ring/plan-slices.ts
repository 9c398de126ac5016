import type { CpuStream } from './cpu-stream.ts';
import type { StreamRange } from './open-cursors.ts';
import { pageTime } from './page-times.ts';
import type { StreamCut } from './ring-cursor.ts';

/** Pages of all streams in one slice, about; a stream has at least the smallest number. */
const SLICE_PAGES = 256;
const SMALLEST_SHARE = 16;
/** Pages of each stream in the first slice: what it gives is to be seen at once. */
const FIRST_SHARE = 4;

/** One part of a trace between two points of time: what it has of each stream, in their order. */
export type TimeSlice = readonly StreamRange[];

/** The first page from `low` on that begins at `time` or later, at most `high`; pages that cannot be had count as earlier. */
function findPage(stream: CpuStream, time: bigint, low: number, high: number): number {
  let from = low;
  let to = high;
  while (from < to) {
    const middle = (from + to) >>> 1;
    const start = pageTime(stream, middle);
    if (start !== undefined && start >= time) to = middle;
    else from = middle + 1;
  }
  return from;
}

/**
 * Cuts streams into consecutive slices that can be read apart: one after the other they give what a merge of the whole gives. `origin` is
 * what the order of cursors counts from. A slice has a bounded number of pages of each stream.
 */
export function* planSlices(
  streams: readonly CpuStream[],
  origin: bigint,
): Generator<TimeSlice, void, undefined> {
  const laterShare = Math.max(SMALLEST_SHARE, Math.floor(SLICE_PAGES / Math.max(1, streams.length)));
  // A cut lies on the page before the first that begins at its time or later.
  let cuts: (StreamCut | undefined)[] = streams.map(() => undefined);
  let pages = streams.map(() => 0);
  for (let share = FIRST_SHARE; ; share = laterShare) {
    const next = findNextCut(streams, pages, share);
    if (next === undefined) {
      yield streams.map((_, rank) => createRange(cuts[rank], undefined));
      return;
    }
    const { time, rank: leader } = next;
    const nextPages = streams.map((stream, rank) => {
      const page = pages[rank] as number;
      // Where time runs backwards a search could find no later page; the stream that was cut moves on in any case.
      if (rank === leader) return next.page;
      return findPage(stream, time, page, Math.min(stream.pages.count, page + share));
    });
    const order = Number(time - origin);
    const nextCuts = nextPages.map((page) => ({ page: page - 1, order }));
    yield streams.map((_, rank) => createRange(cuts[rank], nextCuts[rank]));
    cuts = nextCuts;
    pages = nextPages;
  }
}

interface NextCut {
  readonly rank: number;
  readonly page: number;
  readonly time: bigint;
}

/** Of the pages `share` further on the one that begins first; undefined when no stream has so many. */
function findNextCut(
  streams: readonly CpuStream[],
  pages: readonly number[],
  share: number,
): NextCut | undefined {
  let first: NextCut | undefined;
  streams.forEach((stream, rank) => {
    let page = (pages[rank] as number) + share;
    let time: bigint | undefined;
    while (page < stream.pages.count) {
      time = pageTime(stream, page);
      if (time !== undefined) break;
      page++;
    }
    if (time !== undefined && (first === undefined || time < first.time)) first = { rank, page, time };
  });
  return first;
}

function createRange(from: StreamCut | undefined, until: StreamCut | undefined): StreamRange {
  const first = Math.max(0, from?.page ?? 0);
  const end = until === undefined ? Number.MAX_SAFE_INTEGER : until.page + 1;
  return { pages: { first, end }, ...(from && { from }), ...(until && { until }) };
}
