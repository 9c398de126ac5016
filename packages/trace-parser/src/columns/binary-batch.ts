import { BinaryEvent } from '../event/binary-event.ts';
import type { BinaryEventType } from '../event/binary-event-type.ts';
import type { CpuStream } from '../ring/cpu-stream.ts';
import type { TraceEvent } from '../trace.ts';
import type { BatchRows } from './batch-rows.ts';
import type { EventBatch, EventTable } from './event-batch.ts';

/** What the batches of a trace have in common. */
export interface BatchContext {
  readonly types: readonly BinaryEventType[];
  commOf(pid: number): string;
}

/** A batch of ring-buffer records. */
export class BinaryBatch implements EventBatch {
  readonly length: number;
  readonly timestamps: BigUint64Array;
  readonly pids: Int32Array;
  readonly types: Uint32Array;
  readonly #ranks: Uint32Array;
  readonly #rows: BatchRows;
  readonly #streams: readonly CpuStream[];
  readonly #context: BatchContext;
  readonly #losses: readonly (readonly [row: number, lost: number])[];
  #cpus: Uint32Array | undefined;
  #instances: Uint32Array | undefined;
  #lost: Float64Array | undefined;

  constructor(rows: BatchRows, streams: readonly CpuStream[], context: BatchContext) {
    const { length } = rows;
    this.length = length;
    this.timestamps = rows.timestamps.slice(0, length);
    this.pids = rows.pids.slice(0, length);
    this.types = rows.types.slice(0, length);
    this.#ranks = rows.ranks.slice(0, length);
    this.#losses = rows.listLosses();
    this.#rows = rows;
    this.#streams = streams;
    this.#context = context;
  }

  get cpus(): Uint32Array {
    const cpus = this.#streams.map(({ cpu }) => cpu);
    this.#cpus ??= this.#ranks.map((rank) => cpus[rank] as number);
    return this.#cpus;
  }

  get instances(): Uint32Array {
    const instances = this.#streams.map(({ instanceIndex }) => instanceIndex);
    this.#instances ??= this.#ranks.map((rank) => instances[rank] as number);
    return this.#instances;
  }

  get lost(): Float64Array {
    if (this.#lost === undefined) {
      this.#lost = new Float64Array(this.length);
      for (const [row, lost] of this.#losses) this.#lost[row] = lost;
    }
    return this.#lost;
  }

  #typeAt(index: number): BinaryEventType {
    const type = this.#context.types[index];
    if (type === undefined) throw new RangeError(`type ${index} of ${this.#context.types.length}`);
    return type;
  }

  event(row: number): TraceEvent {
    if (!(row >= 0 && row < this.length)) throw new RangeError(`row ${row} of ${this.length}`);
    const { arena, starts, sizes } = this.#rows;
    const start = starts[row] as number;
    const size = sizes[row] as number;
    const pid = this.pids[row] as number;
    const { cpu, instance } = this.#streams[this.#ranks[row] as number] as CpuStream;
    const place = {
      view: new DataView(arena.bytes.slice(start, start + size).buffer),
      payload: 0,
      size,
      timestamp: this.timestamps[row] as bigint,
      lost: this.lost[row] as number,
      cpu,
      instance,
    };
    return new BinaryEvent(place, this.#typeAt(this.types[row] as number), {
      pid,
      comm: this.#context.commOf(pid),
    });
  }

  tables(): EventTable[] {
    return this.#rows.readTables(this.#context.types);
  }
}
