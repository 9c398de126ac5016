import type { RingCursor } from '../ring/ring-cursor.ts';
import { createArena, type RecordArena } from './record-rows.ts';
import { TimestampWriter } from './timestamp-writer.ts';

/** Rows a batch has at most. */
export const BATCH_LIMIT = 16384;

/** The batch being read: what is public of it is copied, the places of the records stay here until the next batch. */
export class BatchRows {
  length = 0;
  readonly timestamps: TimestampWriter;
  readonly pids = new Int32Array(BATCH_LIMIT);
  readonly types = new Uint32Array(BATCH_LIMIT);
  /** Which of the streams a record is from. */
  readonly ranks = new Uint32Array(BATCH_LIMIT);
  /** Rows with a loss before them, which are few, and the losses. */
  readonly lossRows: number[] = [];
  readonly losses: number[] = [];
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
    this.timestamps.write(row, cursor);
    this.pids[row] = pid;
    this.types[row] = type;
    this.ranks[row] = cursor.rank;
    this.starts[row] = cursor.view.byteOffset + cursor.payload;
    this.sizes[row] = cursor.size;
    if (lost === 0) return;
    this.lossRows.push(row);
    this.losses.push(lost);
  }

  clear(): void {
    this.length = 0;
    this.lossRows.length = 0;
    this.losses.length = 0;
  }
}
