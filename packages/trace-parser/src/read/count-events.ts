import { BinaryTrace } from '../binary-trace.ts';
import type { EventType } from '../event/event-type.ts';
import type { EventTypes } from '../event/event-types.ts';
import type { CpuStream } from '../ring/cpu-stream.ts';
import { openCursors } from '../ring/open-cursors.ts';
import type { Trace } from '../trace.ts';
import { countStreams } from '../wasm/count-streams.ts';

/** How many events one CPU of one instance has. */
export interface StreamCount {
  readonly instance: string;
  readonly cpu: number;
  readonly events: number;
  /** Time of the first and the last event in the trace's clock; null without events. */
  readonly first: bigint | null;
  readonly last: bigint | null;
  /** Events lost as the ring buffer counted, places where it did not count, and bytes of damaged pages; as in `TraceLosses`. */
  readonly recordedLost: number;
  readonly unknownGaps: number;
  readonly skippedBytes: number;
}

export interface EventCounts {
  /** Types that occur, the most frequent first. */
  readonly types: readonly { readonly type: EventType; readonly events: number }[];
  /** In the order of the recording. */
  readonly streams: readonly StreamCount[];
}

/** Walks the records of one stream and adds them to `counts`, by the index of their type. */
function countStream(stream: CpuStream, types: EventTypes, counts: Float64Array): StreamCount {
  const { instance, cpu } = stream;
  let skippedBytes = 0;
  const { cursors } = openCursors([stream], 0n, {
    keep: false,
    onDamage: (damage) => {
      skippedBytes += damage.bytesSkipped;
    },
  });
  const [cursor] = cursors;
  if (cursor === undefined || !cursor.advance())
    return {
      instance,
      cpu,
      events: 0,
      first: null,
      last: null,
      recordedLost: 0,
      unknownGaps: 0,
      skippedBytes,
    };
  const timeOf = () => stream.toTraceTime(cursor.base + BigInt(cursor.delta));
  const first = timeOf();
  let events = 0;
  let recordedLost = 0;
  let unknownGaps = 0;
  do {
    const { index } = types.find(cursor.view, cursor.payload, cursor.size);
    counts[index] = (counts[index] as number) + 1;
    events++;
    if (cursor.lost > 0) recordedLost += cursor.lost;
    else if (cursor.lost < 0) unknownGaps++;
  } while (cursor.advance());
  return { instance, cpu, events, first, last: timeOf(), recordedLost, unknownGaps, skippedBytes };
}

/** Counts the events of a text, of which the CPUs are known when it has been read. */
function countText(trace: Trace): { counts: Float64Array; streams: StreamCount[] } {
  const counts: number[] = [];
  const streams = new Map<string, StreamCount>();
  for (const { length, types, cpus, instances, timestamps, lost } of trace.batches()) {
    for (let row = 0; row < length; row++) {
      const index = types[row] as number;
      counts[index] = (counts[index] ?? 0) + 1;
      const cpu = cpus[row] as number;
      const last = timestamps[row] as bigint;
      const instance = trace.instances[instances[row] as number]?.name ?? '';
      const key = `${cpu} ${instance}`;
      const before = streams.get(key);
      const gap = lost[row] as number;
      streams.set(key, {
        instance,
        cpu,
        events: (before?.events ?? 0) + 1,
        first: before?.first ?? last,
        last,
        recordedLost: (before?.recordedLost ?? 0) + Math.max(0, gap),
        unknownGaps: (before?.unknownGaps ?? 0) + (gap < 0 ? 1 : 0),
        skippedBytes: 0,
      });
    }
  }
  const sorted = [...streams.values()].sort((left, right) => left.cpu - right.cpu);
  return { counts: Float64Array.from(counts, (count) => count ?? 0), streams: sorted };
}

/** Counts all events. Those of a recording are counted stream by stream, which needs no merge and decodes nothing. */
export function countEvents(trace: Trace): EventCounts {
  let counts: Float64Array;
  let streams: StreamCount[];
  if (trace instanceof BinaryTrace) {
    const { eventTypes } = trace;
    const total = new Float64Array(eventTypes.list.length);
    const source = { streams: trace.streams, types: eventTypes };
    streams =
      (trace.webAssembly ? countStreams(source, total) : undefined) ??
      trace.streams.map((stream) => countStream(stream, eventTypes, total));
    counts = total;
  } else {
    ({ counts, streams } = countText(trace));
  }
  const types = trace.types
    .map((type) => ({ type, events: counts[type.index] ?? 0 }))
    .filter(({ events }) => events > 0)
    .sort((left, right) => right.events - left.events);
  return { types, streams };
}
