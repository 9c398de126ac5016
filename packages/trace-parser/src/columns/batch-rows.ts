import type { BinaryEventType } from '../event/binary-event-type.ts';
import type { RingCursor } from '../ring/ring-cursor.ts';
import type { EventTable } from './event-batch.ts';
import { readTables } from './read-tables.ts';
import { createArena, type RecordArena } from './record-rows.ts';
import { TimestampWriter } from './timestamp-writer.ts';

/** Rows a batch has at most. */
export const BATCH_LIMIT = 16384;

/** The batch being read, `length` rows of it: what is public is copied, the places of the records stay here until the next batch. */
export interface BatchRows {
  readonly length: number;
  readonly timestamps: BigUint64Array;
  readonly pids: Int32Array;
  readonly types: Uint32Array;
  /** Which of the streams a record is from. */
  readonly ranks: Uint32Array;
  /** Rows with a loss before them, which are few, and the losses. */
  listLosses(): (readonly [row: number, lost: number])[];
  /** Where the records lie. */
  readonly arena: RecordArena;
  readonly starts: Uint32Array;
  readonly sizes: Uint32Array;
  readTables(types: readonly BinaryEventType[]): EventTable[];
}

/** A batch that is filled record by record. */
export class CursorRows implements BatchRows {
  length = 0;
  readonly #timestamps: TimestampWriter;
  readonly pids = new Int32Array(BATCH_LIMIT);
  readonly types = new Uint32Array(BATCH_LIMIT);
  readonly ranks = new Uint32Array(BATCH_LIMIT);
  readonly #losses: (readonly [row: number, lost: number])[] = [];
  readonly arena: RecordArena;
  readonly starts = new Uint32Array(BATCH_LIMIT);
  readonly sizes = new Uint32Array(BATCH_LIMIT);

  constructor(streams: number, memory: ArrayBuffer) {
    this.arena = createArena(memory);
    this.#timestamps = new TimestampWriter(BATCH_LIMIT, streams);
  }

  get timestamps(): BigUint64Array {
    return this.#timestamps.values;
  }

  add(cursor: RingCursor, type: number, pid: number, lost: number): void {
    const row = this.length++;
    this.#timestamps.write(row, cursor);
    this.pids[row] = pid;
    this.types[row] = type;
    this.ranks[row] = cursor.rank;
    this.starts[row] = cursor.view.byteOffset + cursor.payload;
    this.sizes[row] = cursor.size;
    if (lost !== 0) this.#losses.push([row, lost]);
  }

  clear(): void {
    this.length = 0;
    this.#losses.length = 0;
  }

  listLosses(): (readonly [row: number, lost: number])[] {
    return this.#losses.slice();
  }

  readTables(types: readonly BinaryEventType[]): EventTable[] {
    return readTables(this, types);
  }
}
