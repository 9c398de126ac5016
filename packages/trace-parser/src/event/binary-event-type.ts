import { TextOutput } from '../bytes/text-output.ts';
import { type ColumnDecoder, compileColumn } from '../columns/compile-columns.ts';
import { type ColumnPlan, planColumn } from '../columns/plan-column.ts';
import { type EventFormat, parseEventFormat } from '../format/event-format.ts';
import type { Field } from '../format/field.ts';
import {
  type ContentReader,
  compileContent,
  compileValue,
  type ValueReader,
} from '../format/field-content.ts';
import type { HandlerContext } from '../handlers/handler-context.ts';
import type { InfoWriter } from '../print/info-writer.ts';
import type { FieldValue } from '../trace.ts';
import { type AssembledInfo, assembleInfo, compileInfo } from './compile-info.ts';
import type { EventType, InfoStyle } from './event-type.ts';

interface FieldReader {
  readonly field: Field;
  readonly read: ValueReader;
}

/** A format file whose text is decoded when asked for. */
interface FormatSource {
  readonly text: string;
}

/** What one format file says, parsed when it is first needed: a recording can have thousands that never occur. */
export class BinaryEventType implements EventType {
  readonly index: number;
  readonly id: number;
  readonly system: string;
  readonly name: string;
  readonly #source: FormatSource;
  readonly #context: HandlerContext;
  readonly #writers = new Map<number, InfoWriter>();
  #format: EventFormat | undefined;
  #readers: Map<string, FieldReader> | undefined;
  #fixedSize: number | undefined;
  #columns: readonly ColumnDecoder[] | undefined;
  #columnPlans: readonly (ColumnPlan | undefined)[] | undefined;
  #located: ContentReader[] | undefined;

  constructor(
    identity: { index: number; id: number; system: string; name: string },
    source: FormatSource | EventFormat,
    context: HandlerContext,
  ) {
    this.index = identity.index;
    this.id = identity.id;
    this.system = identity.system;
    this.name = identity.name;
    this.#context = context;
    this.#source = 'text' in source ? source : { text: '' };
    this.#format = 'text' in source ? undefined : source;
  }

  get format(): EventFormat {
    const { system, name, id } = this;
    this.#format ??= parseEventFormat(this.#source.text, system, this.#context.longSize) ?? {
      system,
      name,
      id,
      fields: [],
      printFormat: '',
      fixedSize: 0,
    };
    return this.#format;
  }

  /** Bytes a whole record has at least. */
  get fixedSize(): number {
    this.#fixedSize ??= this.format.fixedSize;
    return this.#fixedSize;
  }

  info(style: InfoStyle): InfoWriter {
    const key = (style.plugins ? 1 : 0) + (style.raw ? 2 : 0);
    const known = this.#writers.get(key);
    if (known !== undefined) return known;
    const writer = compileInfo(this.format, this.#context, style);
    this.#writers.set(key, writer);
    return writer;
  }

  /** As `info` for WebAssembly, with a text in front; undefined where it cannot write the event. */
  assemble(text: string, style: InfoStyle): AssembledInfo | undefined {
    return assembleInfo(text, this.format, this.#context, style);
  }

  /** The info as a string, without the line break that some print formats end in. */
  infoText(style: InfoStyle, view: DataView, at: number, size: number): string {
    const out = new TextOutput(256);
    this.info(style)(view, at, size, out);
    const text = out.read();
    return text.endsWith('\n') ? text.slice(0, -1) : text;
  }

  get #ownFields(): readonly Field[] {
    return this.format.fields.filter(({ name }) => !name.startsWith('common_'));
  }

  /** One to a field, in the order of the format, common fields left out. */
  get columns(): readonly ColumnDecoder[] {
    this.#columns ??= this.#ownFields.map((field) => compileColumn(field, this.#context.littleEndian));
    return this.#columns;
  }

  /** As `columns`: how WebAssembly decodes them, undefined for those it does not. */
  get columnPlans(): readonly (ColumnPlan | undefined)[] {
    this.#columnPlans ??= this.#ownFields.map(planColumn);
    return this.#columnPlans;
  }

  get readers(): ReadonlyMap<string, FieldReader> {
    this.#readers ??= new Map(
      this.format.fields.map((field) => [
        field.name,
        { field, read: compileValue(field, this.#context.littleEndian) },
      ]),
    );
    return this.#readers;
  }

  field(name: string, view: DataView, at: number, size: number): FieldValue | undefined {
    return this.readers.get(name)?.read(view, at, size);
  }

  fields(view: DataView, at: number, size: number): Record<string, FieldValue> {
    const values: Record<string, FieldValue> = {};
    for (const [name, { read }] of this.readers) {
      const value = read(view, at, size);
      if (value !== undefined) values[name] = value;
    }
    return values;
  }

  /** Whether the record's location words point into the record. */
  hasSoundLocations(view: DataView, at: number, size: number): boolean {
    this.#located ??= this.format.fields
      .filter((field) => field.location !== null)
      .map((field) => compileContent(field, this.#context.littleEndian));
    return this.#located.every((read) => read(view, at, size).sound);
  }
}
