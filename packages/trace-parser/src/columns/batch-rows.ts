import type { RingCursor } from '../ring/ring-cursor.ts';
import { createArena, type RecordArena } from './record-rows.ts';
import { TimestampWriter } from './timestamp-writer.ts';

/** Rows a batch has at most. */
export const BATCH_LIMIT = 16384;

/** The batch being read: what is public of it is copied, the places of the records stay here until the next batch. */
export class BatchRows {
  length = 0;
  readonly timestamps: TimestampWriter;
  readonly cpus = new Uint32Array(BATCH_LIMIT);
  readonly pids = new Int32Array(BATCH_LIMIT);
  readonly types = new Uint32Array(BATCH_LIMIT);
  readonly instances = new Uint32Array(BATCH_LIMIT);
  readonly lost = new Float64Array(BATCH_LIMIT);
  /** Where the records lie. */
  readonly arena: RecordArena;
  readonly starts = new Uint32Array(BATCH_LIMIT);
  readonly sizes = new Uint32Array(BATCH_LIMIT);

  constructor(streams: number, memory: ArrayBuffer) {
    this.arena = createArena(memory);
    this.timestamps = new TimestampWriter(BATCH_LIMIT, streams);
  }

  add(cursor: RingCursor, type: number, pid: number, lost: number): void {
    const row = this.length++;
    const { stream, view } = cursor;
    this.timestamps.write(row, cursor);
    this.cpus[row] = stream.cpu;
    this.pids[row] = pid;
    this.types[row] = type;
    this.instances[row] = stream.instanceIndex;
    this.lost[row] = lost;
    this.starts[row] = view.byteOffset + cursor.payload;
    this.sizes[row] = cursor.size;
  }
}
