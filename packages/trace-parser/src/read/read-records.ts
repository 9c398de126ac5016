import type { EventSelection } from '../columns/event-batch.ts';
import type { RawRecord } from '../recording.ts';
import { RecordReader, type RecordSource } from './record-reader.ts';

/** Reads the records of a selection as they are, stream by stream and in the order of each. What cannot be read counts as lost. */
export function* readRecords(
  source: RecordSource,
  selection: EventSelection,
): Generator<RawRecord, void, undefined> {
  for (const stream of source.streams) {
    const reader = new RecordReader({ ...source, streams: [stream] }, selection, {
      keep: false,
      damageIsLoss: true,
    });
    for (let cursor = reader.next(); cursor !== undefined; cursor = reader.next()) {
      yield {
        instance: stream.instanceIndex,
        cpu: stream.cpu,
        timestamp: cursor.base + BigInt(cursor.delta),
        view: cursor.view,
        at: cursor.payload,
        size: cursor.size,
        lost: reader.lost,
      };
    }
  }
}
