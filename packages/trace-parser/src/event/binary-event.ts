import type { FieldValue, TraceEvent } from '../trace.ts';
import type { BinaryEventType } from './binary-event-type.ts';

/** Where a record is, and when it was written in the trace's clock. */
export interface RecordPlace {
  readonly view: DataView;
  readonly payload: number;
  readonly size: number;
  readonly timestamp: bigint;
  readonly lost: number;
  readonly cpu: number;
  readonly instance: string;
}

const PRINT_FORMATS = { plugins: false, raw: false };

/** An event of a ring buffer: a place in the input and the type to decode it by. */
export class BinaryEvent implements TraceEvent {
  readonly timestamp: bigint;
  readonly cpu: number;
  readonly instance: string;
  readonly pid: number;
  readonly comm: string;
  readonly lostBefore: number;
  readonly #type: BinaryEventType;
  readonly #view: DataView;
  readonly #payload: number;
  readonly #size: number;

  constructor(place: RecordPlace, type: BinaryEventType, task: { pid: number; comm: string }) {
    this.pid = task.pid;
    this.comm = task.comm;
    this.lostBefore = place.lost;
    this.cpu = place.cpu;
    this.instance = place.instance;
    this.#type = type;
    this.#view = place.view;
    this.#payload = place.payload;
    this.#size = place.size;
    this.timestamp = place.timestamp;
  }

  get system(): string {
    return this.#type.system;
  }

  get name(): string {
    return this.#type.name;
  }

  field(name: string): FieldValue | undefined {
    return this.#type.field(name, this.#view, this.#payload, this.#size);
  }

  fields(): Record<string, FieldValue> {
    return this.#type.fields(this.#view, this.#payload, this.#size);
  }

  info(): string {
    return this.#type.infoText(PRINT_FORMATS, this.#view, this.#payload, this.#size);
  }
}
