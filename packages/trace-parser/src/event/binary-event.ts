import type { CpuStream } from '../ring/cpu-stream.ts';
import type { RingCursor } from '../ring/ring-cursor.ts';
import type { FieldValue, TraceEvent } from '../trace.ts';
import type { EventDecoder } from './event-decoder.ts';

/** An event of a ring buffer: a place in the input and the decoder for it. */
export class BinaryEvent implements TraceEvent {
  readonly lostBefore: number;
  readonly #stream: CpuStream;
  readonly #decoder: EventDecoder;
  readonly #comms: ReadonlyMap<number, string>;
  readonly #view: DataView;
  readonly #payload: number;
  readonly #size: number;
  readonly #base: bigint;
  readonly #delta: number;

  constructor(cursor: RingCursor, decoder: EventDecoder, comms: ReadonlyMap<number, string>) {
    this.lostBefore = cursor.lost;
    this.#stream = cursor.stream;
    this.#decoder = decoder;
    this.#comms = comms;
    this.#view = cursor.view;
    this.#payload = cursor.payload;
    this.#size = cursor.size;
    this.#base = cursor.base;
    this.#delta = cursor.delta;
  }

  get timestamp(): bigint {
    return this.#stream.toTraceTime(this.#base + BigInt(this.#delta));
  }

  get cpu(): number {
    return this.#stream.cpu;
  }

  get instance(): string {
    return this.#stream.instance;
  }

  get pid(): number {
    return this.#decoder.pid(this.#view, this.#payload, this.#size);
  }

  get comm(): string {
    return this.#comms.get(this.pid) ?? '<...>';
  }

  get system(): string {
    return this.#decoder.system;
  }

  get name(): string {
    return this.#decoder.name;
  }

  field(name: string): FieldValue | undefined {
    return this.#decoder.field(name, this.#view, this.#payload, this.#size);
  }

  fields(): Record<string, FieldValue> {
    return this.#decoder.fields(this.#view, this.#payload, this.#size);
  }

  info(): string {
    return this.#decoder.info(this.#view, this.#payload, this.#size);
  }
}
