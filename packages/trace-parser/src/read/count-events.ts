import type { EventTypes } from '../event/event-types.ts';
import type { CpuStream } from '../ring/cpu-stream.ts';
import { openCursors } from '../ring/open-cursors.ts';

/** How many records each stream has of each type. */
export interface StreamCount {
  readonly instance: string;
  readonly cpu: number;
  /** By the index of the type. */
  readonly counts: Float64Array;
  /** Time of the first and the last record in the trace's clock; null without records. */
  readonly first: bigint | null;
  readonly last: bigint | null;
}

/** Counts records stream by stream, which needs no merge and decodes nothing. */
export function countRecords(streams: readonly CpuStream[], types: EventTypes): StreamCount[] {
  return streams.map((stream) => {
    const counts = new Float64Array(types.list.length);
    const [cursor] = openCursors([stream], 0n, { keep: false }).cursors;
    let first: bigint | null = null;
    if (cursor !== undefined) {
      while (cursor.advance()) {
        first ??= stream.toTraceTime(cursor.base + BigInt(cursor.delta));
        const { index } = types.find(cursor.view, cursor.payload, cursor.size);
        counts[index] = (counts[index] as number) + 1;
      }
    }
    const last =
      first === null || cursor === undefined ? null : stream.toTraceTime(cursor.base + BigInt(cursor.delta));
    return { instance: stream.instance, cpu: stream.cpu, counts, first, last };
  });
}
