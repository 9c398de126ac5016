import type { CpuStream } from './cpu-stream.ts';
import { readPageTime } from './page-header.ts';

/** Time of page `index` in the ring buffer's clock; undefined where the page cannot be had. */
export function pageTime(stream: CpuStream, index: number): bigint | undefined {
  const { first, view } = stream.pages.load(index, new Uint8Array(stream.pageSize));
  return view === null ? undefined : readPageTime(view, (index - first) * stream.pageSize, stream);
}

/** Time of a stream's first page, where its clock began as far as the recording goes; 0 without pages. */
export function firstTime(stream: CpuStream): bigint {
  return stream.pages.count > 0 ? (pageTime(stream, 0) ?? 0n) : 0n;
}

/** A page and when it begins. */
interface TimedPage {
  readonly page: number;
  readonly time: bigint;
}

/** The first page from `from` up to `end` whose time can be read and makes sense. */
function findTimedPage(
  stream: CpuStream,
  from: number,
  end: number,
  isSound: (time: bigint) => boolean,
): TimedPage | undefined {
  for (let page = from; page < end; page++) {
    const start = pageTime(stream, page);
    if (start === undefined) continue;
    const time = stream.toTraceTime(start);
    if (isSound(time)) return { page, time };
  }
  return undefined;
}

/** Whether a time can be one of the stream's, by its first and its last page; anything where those make no sense. */
function createSoundness(stream: CpuStream): (time: bigint) => boolean {
  const anything = (): boolean => true;
  const { count } = stream.pages;
  const first = findTimedPage(stream, 0, count, anything)?.time;
  const last = count > 0 ? findTimedPage(stream, count - 1, count, anything)?.time : undefined;
  if (first === undefined || last === undefined || first > last) return anything;
  return (time) => time >= first && time <= last;
}

/**
 * The first page that begins at `time` of the trace's clock or later; pages of one CPU are in order of time. Pages that cannot be had, and
 * times that lie outside the recording, do not count.
 */
export function findPageAt(stream: CpuStream, time: bigint): number {
  const isSound = createSoundness(stream);
  let low = 0;
  let high = stream.pages.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const found = findTimedPage(stream, middle, high, isSound);
    if (found === undefined || found.time >= time) high = middle;
    else low = found.page + 1;
  }
  return low;
}
