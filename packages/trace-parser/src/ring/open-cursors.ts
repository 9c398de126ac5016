import type { CpuStream } from './cpu-stream.ts';
import { firstTime } from './page-times.ts';
import { RingCursor } from './ring-cursor.ts';

/** Memory for the windows of all cursors that are merged. */
const WINDOWS_BYTES = 8 * 1024 * 1024;
const LARGEST_WINDOW = 512 * 1024;

function createBuffers(stream: CpuStream, cursors: number): readonly [Uint8Array, Uint8Array] {
  const share = Math.min(LARGEST_WINDOW, WINDOWS_BYTES / (2 * cursors));
  const length = stream.pageSize * Math.max(1, Math.floor(share / stream.pageSize));
  return [new Uint8Array(length), new Uint8Array(length)];
}

/** Pages of a stream to walk: `first` up to, not including, `end`. */
export interface PageRange {
  readonly first: number;
  readonly end: number;
}

export interface OpenCursorsOptions {
  /** What was read stays in memory for as long as it is referred to; otherwise windows are read into memory that is used again. */
  readonly keep: boolean;
  readonly rangeOf?: (stream: CpuStream) => PageRange;
}

/** Cursors for a merge of streams; their `order` counts from a common origin. */
export function openCursors(
  streams: readonly CpuStream[],
  { keep, rangeOf }: OpenCursorsOptions,
): RingCursor[] {
  const first = streams.find((stream) => stream.pages.count > 0);
  const origin = first === undefined ? 0n : firstTime(first);
  return streams.map((stream) => {
    const pages = rangeOf?.(stream) ?? { first: 0, end: stream.pages.count };
    return new RingCursor(
      stream,
      keep ? { origin, pages } : { origin, pages, buffers: createBuffers(stream, streams.length) },
    );
  });
}
