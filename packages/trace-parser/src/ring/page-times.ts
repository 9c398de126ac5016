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

/** The first page that begins at `time` of the trace's clock or later; pages of one CPU are in order of time. */
export function findPageAt(stream: CpuStream, time: bigint): number {
  let low = 0;
  let high = stream.pages.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const start = pageTime(stream, middle);
    if (start !== undefined && stream.toTraceTime(start) >= time) high = middle;
    else low = middle + 1;
  }
  return low;
}
