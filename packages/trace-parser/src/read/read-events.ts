import type { BatchContext } from '../columns/binary-batch.ts';
import type { EventSelection } from '../columns/event-batch.ts';
import { BinaryEvent } from '../event/binary-event.ts';
import type { TraceEvent } from '../trace.ts';
import { RecordReader, type RecordSource } from './record-reader.ts';

/** Reads a selection event by event; each can be kept, with the window it lies in. */
export function* readEvents(
  source: RecordSource,
  context: BatchContext,
  selection: EventSelection,
): Generator<TraceEvent, void, undefined> {
  const reader = new RecordReader(source, selection, { keep: true });
  for (let cursor = reader.next(); cursor !== undefined; cursor = reader.next()) {
    const { view, payload, size, stream } = cursor;
    const pid = source.types.pid(view, payload, size);
    const timestamp = BigInt.asUintN(64, stream.toTraceTime(cursor.base + BigInt(cursor.delta)));
    yield new BinaryEvent(
      { view, payload, size, timestamp, lost: reader.lost, cpu: stream.cpu, instance: stream.instance },
      reader.type,
      {
        pid,
        comm: context.commOf(pid),
      },
    );
  }
}
