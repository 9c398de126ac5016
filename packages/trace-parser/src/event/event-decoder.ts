import type { EventFormat } from '../format/event-format.ts';
import type { Field } from '../format/field.ts';
import {
  type ContentReader,
  compileContent,
  compileValue,
  type ValueReader,
} from '../format/field-content.ts';
import type { Evaluate, PrintContext } from '../print/environment.ts';
import type { FieldValue } from '../trace.ts';
import { compileInfo } from './compile-info.ts';

/** Decodes the records of one event. Everything is compiled once, the text when it is first asked for. */
export class EventDecoder {
  readonly system: string;
  readonly name: string;
  /** Bytes a whole record has at least. */
  readonly fixedSize: number;
  readonly #format: EventFormat;
  readonly #context: PrintContext;
  readonly #fields = new Map<string, Field>();
  readonly #readers = new Map<string, ValueReader>();
  readonly #located: ContentReader[] = [];
  readonly #readPid: ValueReader | undefined;
  #info: Evaluate<string> | undefined;

  constructor(format: EventFormat, context: PrintContext) {
    this.system = format.system;
    this.name = format.name;
    this.fixedSize = format.fixedSize;
    this.#format = format;
    this.#context = context;
    for (const field of format.fields) {
      this.#fields.set(field.name, field);
      this.#readers.set(field.name, compileValue(field, context.littleEndian));
      if (field.location !== null) this.#located.push(compileContent(field, context.littleEndian));
    }
    this.#readPid = this.#readers.get('common_pid');
  }

  pid(view: DataView, at: number, size: number): number {
    return Number(this.#readPid?.(view, at, size) ?? 0);
  }

  field(name: string, view: DataView, at: number, size: number): FieldValue | undefined {
    return this.#readers.get(name)?.(view, at, size);
  }

  fields(view: DataView, at: number, size: number): Record<string, FieldValue> {
    const values: Record<string, FieldValue> = {};
    for (const [name, read] of this.#readers) {
      const value = read(view, at, size);
      if (value !== undefined) values[name] = value;
    }
    return values;
  }

  info(view: DataView, at: number, size: number): string {
    this.#info ??= compileInfo(this.#format, this.#fields, this.#context);
    const text = this.#info(view, at, size);
    return text.endsWith('\n') ? text.slice(0, -1) : text;
  }

  /** Whether the record's location words point into the record. */
  hasSoundLocations(view: DataView, at: number, size: number): boolean {
    return this.#located.every((read) => read(view, at, size).sound);
  }
}
