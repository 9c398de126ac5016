import { BinaryEvent } from '../event/binary-event.ts';
import type { BinaryEventType } from '../event/binary-event-type.ts';
import type { CpuStream } from '../ring/cpu-stream.ts';
import type { TraceEvent } from '../trace.ts';
import type { BatchRows } from './batch-rows.ts';
import type { EventBatch, EventTable } from './event-batch.ts';
import { groupByType } from './group-by-type.ts';
import type { RecordRows } from './record-rows.ts';

/** What the batches of a trace have in common. */
export interface BatchContext {
  readonly types: readonly BinaryEventType[];
  commOf(pid: number): string;
}

/** A batch of ring-buffer records. */
export class BinaryBatch implements EventBatch {
  readonly length: number;
  readonly timestamps: BigUint64Array;
  readonly cpus: Uint32Array;
  readonly pids: Int32Array;
  readonly types: Uint32Array;
  readonly instances: Uint32Array;
  readonly lost: Float64Array;
  readonly #rows: BatchRows;
  readonly #context: BatchContext;

  constructor(rows: BatchRows, context: BatchContext) {
    const { length } = rows;
    this.length = length;
    this.timestamps = rows.timestamps.values.slice(0, length);
    this.cpus = rows.cpus.slice(0, length);
    this.pids = rows.pids.slice(0, length);
    this.types = rows.types.slice(0, length);
    this.instances = rows.instances.slice(0, length);
    this.lost = rows.lost.slice(0, length);
    this.#rows = rows;
    this.#context = context;
  }

  #typeAt(index: number): BinaryEventType {
    const type = this.#context.types[index];
    if (type === undefined) throw new RangeError(`type ${index} of ${this.#context.types.length}`);
    return type;
  }

  event(row: number): TraceEvent {
    if (!(row >= 0 && row < this.length)) throw new RangeError(`row ${row} of ${this.length}`);
    const { streams, views, starts, sizes } = this.#rows;
    const size = sizes[row] as number;
    const view = views[row] as DataView;
    const start = view.byteOffset + (starts[row] as number);
    const pid = this.pids[row] as number;
    return new BinaryEvent(
      {
        view: new DataView(view.buffer.slice(start, start + size)),
        payload: 0,
        size,
        timestamp: this.timestamps[row] as bigint,
        lost: this.lost[row] as number,
        stream: streams[row] as CpuStream,
      },
      this.#typeAt(this.types[row] as number),
      { pid, comm: this.#context.commOf(pid) },
    );
  }

  tables(): EventTable[] {
    return groupByType(this.types, this.#context.types.length).map(({ type: index, rows }) => {
      const type = this.#typeAt(index);
      const places = gatherPlaces(this.#rows, rows);
      return { type, rows, columns: type.columns.map((decode) => decode(places)) };
    });
  }
}

function gatherPlaces(batch: BatchRows, rows: Uint32Array): RecordRows {
  const { length } = rows;
  const views = new Array<DataView>(length);
  const starts = new Uint32Array(length);
  const sizes = new Uint32Array(length);
  for (let index = 0; index < length; index++) {
    const row = rows[index] as number;
    views[index] = batch.views[row] as DataView;
    starts[index] = batch.starts[row] as number;
    sizes[index] = batch.sizes[row] as number;
  }
  return { length, views, starts, sizes };
}
