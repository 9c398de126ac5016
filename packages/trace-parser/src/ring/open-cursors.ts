import type { CpuStream } from './cpu-stream.ts';
import { firstTime } from './page-times.ts';
import { type PageRange, RingCursor, type StreamCut } from './ring-cursor.ts';

/** Memory for the windows of all cursors that are merged. */
const WINDOWS_BYTES = 8 * 1024 * 1024;
const LARGEST_WINDOW = 512 * 1024;

function createBuffers(stream: CpuStream, cursors: number): readonly [Uint8Array, Uint8Array] {
  const share = Math.min(LARGEST_WINDOW, WINDOWS_BYTES / (2 * cursors));
  const length = stream.pageSize * Math.max(1, Math.floor(share / stream.pageSize));
  return [new Uint8Array(length), new Uint8Array(length)];
}

/** What of a stream is to be walked; without members, all. */
export interface StreamRange {
  readonly pages?: PageRange;
  readonly from?: StreamCut;
  readonly until?: StreamCut;
}

export interface OpenCursorsOptions {
  /** What was read stays in memory for as long as it is referred to; otherwise windows are read into memory that is used again. */
  readonly keep: boolean;
  readonly rangeOf?: (stream: CpuStream, rank: number) => StreamRange;
}

/** What the `order` of the cursors of a trace counts from, in the ring buffer's clock. */
export function findOrigin(streams: readonly CpuStream[]): bigint {
  const first = streams.find((stream) => stream.pages.count > 0);
  return first === undefined ? 0n : firstTime(first);
}

/** Cursors for a merge of streams; their `order` counts from `origin`. */
export function openCursors(
  streams: readonly CpuStream[],
  origin: bigint,
  { keep, rangeOf }: OpenCursorsOptions,
): RingCursor[] {
  return streams.map((stream, rank) => {
    const range = rangeOf?.(stream, rank) ?? {};
    const buffers = keep ? {} : { buffers: createBuffers(stream, streams.length) };
    return new RingCursor(stream, { origin, ...range, ...buffers });
  });
}
