import type { Container } from '../container/container.ts';
import type { DiagnosticLog } from '../diagnostics.ts';
import { type EventFormat, parseEventFormat } from '../format/event-format.ts';
import { compileInteger, type IntegerReader } from '../format/read-integer.ts';
import type { PrintContext } from '../print/environment.ts';
import { EventDecoder } from './event-decoder.ts';

/** Name of events whose id no format has. */
const UNKNOWN = 'unknown';

/** A format for records of unknown ids: the common fields, which all events share, and the bytes after them. */
function createUnknownFormat(formats: readonly EventFormat[]): EventFormat {
  const common = formats[0]?.fields.filter((field) => field.name.startsWith('common_')) ?? [];
  const end = common.reduce((last, field) => Math.max(last, field.offset + field.size), 0);
  const data = {
    name: 'data',
    type: 'u8',
    offset: end,
    size: 0,
    signed: false,
    array: true,
    pointer: false,
    text: false,
    elementSize: 1,
    location: null,
  };
  return { system: '', name: UNKNOWN, id: -1, fields: [...common, data], printFormat: '', fixedSize: end };
}

/** The decoders of all recorded formats, by event id. */
export class EventCatalog {
  readonly #decoders = new Map<number, EventDecoder>();
  readonly #readId: IntegerReader;
  readonly #idEnd: number;
  /** Decoder for records whose id is in no format. */
  readonly unknown: EventDecoder;

  constructor(container: Container, context: PrintContext, log: DiagnosticLog) {
    const formats: EventFormat[] = [];
    for (const { system, text, offset } of container.formats) {
      const format = parseEventFormat(text, system, context.longSize);
      if (format === undefined)
        log.add('format-unreadable', `a format of ${system} names no event`, { offset });
      else if (this.#decoders.has(format.id)) {
        log.add('format-duplicate', `${system}:${format.name} has an id that is taken`, { offset });
      } else {
        formats.push(format);
        this.#decoders.set(format.id, new EventDecoder(format, context));
      }
    }
    const type = formats[0]?.fields.find((field) => field.name === 'common_type');
    const offset = type?.offset ?? 0;
    const size = type?.size ?? 2;
    const read = compileInteger(offset, size, false, context.littleEndian);
    this.#readId = read ?? (() => -1);
    this.#idEnd = offset + size;
    this.unknown = new EventDecoder(createUnknownFormat(formats), context);
  }

  /** The decoder for the record of `size` bytes at `at`. */
  find(view: DataView, at: number, size: number): EventDecoder {
    if (size < this.#idEnd) return this.unknown;
    return this.#decoders.get(Number(this.#readId(view, at))) ?? this.unknown;
  }
}
