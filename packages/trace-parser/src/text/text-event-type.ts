import type { TextOutput } from '../bytes/text-output.ts';
import type { EventType } from '../event/event-type.ts';
import type { EventFormat } from '../format/event-format.ts';
import type { Field } from '../format/field.ts';
import type { InfoWriter } from '../print/info-writer.ts';

/** Events whose text may run over several lines. */
const MULTI_LINE = /^(b?print|bputs|tracing_mark_write|console|kernel_stack|user_stack)$/;
/** Events whose text comes from a process, which may have written what looks like an event. */
const MARKER = /^(print|tracing_mark_write)$/;
/** A damaged text could have any number of fields. */
const MOST_FIELDS = 256;

/** The payload of a text's event is its info. */
function writePayload(view: DataView, at: number, size: number, out: TextOutput): void {
  const start = Math.min(at, view.byteLength);
  const payload = new Uint8Array(
    view.buffer,
    view.byteOffset + start,
    Math.min(size, view.byteLength - start),
  );
  out.reserve(payload.length);
  out.bytes.set(payload, out.length);
  out.length += payload.length;
}

/** An event met in a text. Its format has the fields that were seen in the infos so far. */
export class TextEventType implements EventType {
  readonly index: number;
  readonly id = -1;
  readonly system = '';
  readonly name: string;
  readonly format: EventFormat;
  readonly multiLine: boolean;
  readonly marker: boolean;
  readonly #fields: Field[] = [];

  constructor(index: number, name: string) {
    this.index = index;
    this.name = name;
    this.multiLine = MULTI_LINE.test(name);
    this.marker = MARKER.test(name);
    this.format = { system: '', name, id: this.id, fields: this.#fields, printFormat: '', fixedSize: 0 };
  }

  info(): InfoWriter {
    return writePayload;
  }

  /** Position of a field, new or not; -1 when there are too many. */
  findField(name: string): number {
    const known = this.#fields.findIndex((field) => field.name === name);
    if (known >= 0 || this.#fields.length >= MOST_FIELDS) return known;
    this.#fields.push(createField(name));
    return this.#fields.length - 1;
  }
}

/** A text tells no C types. */
function createField(name: string): Field {
  return {
    name,
    type: '',
    offset: 0,
    size: 0,
    signed: false,
    array: false,
    pointer: false,
    text: true,
    elementSize: 0,
    location: null,
  };
}
