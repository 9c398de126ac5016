import type { BinaryEventType } from '../event/binary-event-type.ts';
import type { CommTable } from '../event/comm-table.ts';
import type { EventTypes } from '../event/event-types.ts';
import type { FilterRecord } from '../filter/filter-record.ts';
import type { RingCursor } from '../ring/ring-cursor.ts';

/** The record a cursor stands on, as filters see it; one object for all records, what is costly is found out when a filter asks. */
export class CursorRecord implements FilterRecord {
  readonly #types: EventTypes;
  readonly #comms: CommTable;
  #cursor: RingCursor;
  type: BinaryEventType;

  constructor(types: EventTypes, comms: CommTable, cursor: RingCursor) {
    this.#types = types;
    this.#comms = comms;
    this.#cursor = cursor;
    this.type = types.unknown;
  }

  moveTo(cursor: RingCursor, type: BinaryEventType): this {
    this.#cursor = cursor;
    this.type = type;
    return this;
  }

  get view(): DataView {
    return this.#cursor.view;
  }

  get at(): number {
    return this.#cursor.payload;
  }

  get size(): number {
    return this.#cursor.size;
  }

  get cpu(): number {
    return this.#cursor.stream.cpu;
  }

  get instance(): number {
    return this.#cursor.stream.instanceIndex;
  }

  get pid(): number {
    return this.#types.pid(this.view, this.at, this.size);
  }

  get comm(): string {
    return this.#comms.find(this.pid);
  }

  get timestamp(): bigint {
    const { stream, base, delta } = this.#cursor;
    return stream.toTraceTime(base + BigInt(delta));
  }
}
