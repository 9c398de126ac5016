import type { CpuStream } from './cpu-stream.ts';
import type { DamageListener } from './page-damage.ts';
import { firstTime } from './page-times.ts';
import { type PageRange, RingCursor, type StreamCut } from './ring-cursor.ts';

/** Memory for the windows of all cursors that are merged. */
const WINDOWS_BYTES = 8 * 1024 * 1024;
const LARGEST_WINDOW = 256 * 1024;

/** Bytes of one window of a stream: whole pages. */
export function measureWindow({ pageSize }: CpuStream, cursors: number): number {
  const share = Math.min(LARGEST_WINDOW, WINDOWS_BYTES / (2 * cursors));
  return pageSize * Math.max(1, Math.floor(share / pageSize));
}

/** What of a stream is to be walked; without members, all. */
export interface StreamRange {
  readonly pages?: PageRange;
  readonly from?: StreamCut;
  readonly until?: StreamCut;
}

/** Cursors to merge. */
export interface OpenCursors {
  readonly cursors: readonly RingCursor[];
  /** Memory that all their windows lie in; null where windows stay for as long as they are referred to. */
  readonly arena: ArrayBuffer | null;
}

export interface OpenCursorsOptions {
  /** What was read stays in memory for as long as it is referred to; otherwise windows are read into memory that is used again. */
  readonly keep: boolean;
  /** Count what is stepped over as lost before the next event, by an unknown number. */
  readonly damageIsLoss?: boolean;
  /** The arena of cursors opened before on as many streams, which are not used any more. */
  readonly arena?: ArrayBuffer | null;
  readonly rangeOf?: (stream: CpuStream, rank: number) => StreamRange;
  readonly onDamage?: DamageListener;
}

/** What the `order` of the cursors of a trace counts from, in the ring buffer's clock. */
export function findOrigin(streams: readonly CpuStream[]): bigint {
  const first = streams.find((stream) => stream.pages.count > 0);
  return first === undefined ? 0n : firstTime(first);
}

function reuse(arena: ArrayBuffer | null | undefined, needed: number): ArrayBuffer {
  return arena != null && arena.byteLength === needed ? arena : new ArrayBuffer(needed);
}

/** Opens cursors for a merge of streams; their `order` counts from `origin`. */
export function openCursors(
  streams: readonly CpuStream[],
  origin: bigint,
  options: OpenCursorsOptions,
): OpenCursors {
  const { keep, rangeOf, onDamage, damageIsLoss = false } = options;
  const sizes = streams.map((stream) => measureWindow(stream, streams.length));
  const needed = 2 * sizes.reduce((sum, size) => sum + size, 0);
  const arena = keep ? null : reuse(options.arena, needed);
  let filled = 0;
  const cursors = streams.map((stream, rank) => {
    const range = {
      ...rangeOf?.(stream, rank),
      ...(onDamage === undefined ? {} : { onDamage }),
      damageIsLoss,
    };
    if (arena === null) return new RingCursor(stream, { origin, ...range });
    const size = sizes[rank] as number;
    const buffers = [
      new Uint8Array(arena, filled, size),
      new Uint8Array(arena, filled + size, size),
    ] as const;
    filled += 2 * size;
    return new RingCursor(stream, { origin, ...range, buffers });
  });
  return { cursors, arena };
}
