import type { Container } from '../container/container.ts';
import type { DiagnosticLog } from '../diagnostics.ts';
import type { EventFormat } from '../format/event-format.ts';
import { identifyFormat } from '../format/format-lines.ts';
import type { HandlerContext } from '../handlers/handler-context.ts';
import { BinaryEventType } from './binary-event-type.ts';

/** Name of events whose id no format has. */
const UNKNOWN = 'unknown';

/** Ids have 16 bits. */
const MOST_IDS = 1 << 16;

/** A format for records of unknown ids: the common fields, which all events share, and the bytes after them. */
function createUnknownFormat(known: EventFormat | undefined): EventFormat {
  const common = known?.fields.filter((field) => field.name.startsWith('common_')) ?? [];
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

/** The types of all recorded formats; the last one is for records whose id is in no format. */
export class EventTypes {
  readonly list: readonly BinaryEventType[];
  readonly unknown: BinaryEventType;
  /** As long as there can be ids, filled from the start: the engine keeps no table of a few scattered entries that is as fast. */
  readonly #byId = new Array<BinaryEventType | undefined>(MOST_IDS).fill(undefined);
  readonly #littleEndian: boolean;
  /** Where records have their id and their thread; beyond any record where no format says so. */
  readonly idOffset: number;
  readonly pidOffset: number;
  #indexById: Uint16Array | undefined;

  constructor(container: Container, context: HandlerContext, log: DiagnosticLog) {
    const list: BinaryEventType[] = [];
    for (const format of container.formats) {
      const { system, offset } = format;
      // The text of thousands of formats need not be decoded to know what they are of.
      const identity = format.head() ?? identifyFormat(format.text);
      if (identity === undefined || identity.id >= MOST_IDS)
        log.add('format-unreadable', `a format of ${system} names no event`, { offset });
      else if (this.#byId[identity.id] !== undefined) {
        log.add('format-duplicate', `${system}:${identity.name} has an id that is taken`, { offset });
      } else {
        const type = new BinaryEventType({ index: list.length, system, ...identity }, format, context);
        list.push(type);
        this.#byId[identity.id] = type;
      }
    }
    const known = list[0]?.format;
    this.unknown = new BinaryEventType(
      { index: list.length, id: -1, system: '', name: UNKNOWN },
      createUnknownFormat(known),
      context,
    );
    this.list = [...list, this.unknown];
    this.#littleEndian = context.littleEndian;
    this.idOffset = findCommon(known, 'common_type', 2);
    this.pidOffset = findCommon(known, 'common_pid', 4);
  }

  /** Index of the type of each id; undefined where there are too many types for 16 bits. */
  get indexById(): Uint16Array | undefined {
    const { index } = this.unknown;
    if (index >= MOST_IDS) return undefined;
    if (this.#indexById === undefined) {
      this.#indexById = new Uint16Array(MOST_IDS).fill(index);
      for (const type of this.list) if (type !== this.unknown) this.#indexById[type.id] = type.index;
    }
    return this.#indexById;
  }

  /** The type of the record of `size` bytes at `at`. */
  find(view: DataView, at: number, size: number): BinaryEventType {
    const offset = this.idOffset;
    if (size < offset + 2) return this.unknown;
    return this.#byId[view.getUint16(at + offset, this.#littleEndian)] ?? this.unknown;
  }

  /** Thread that wrote the record; 0 for a record too short to say. */
  pid(view: DataView, at: number, size: number): number {
    const offset = this.pidOffset;
    return size < offset + 4 ? 0 : view.getInt32(at + offset, this.#littleEndian);
  }
}

/** Offset of a field that all events have at the same place, in all kernels with the same size; beyond any record when it is missing. */
function findCommon(format: EventFormat | undefined, name: string, size: number): number {
  const field = format?.fields.find((candidate) => candidate.name === name && candidate.size === size);
  return field?.offset ?? Number.MAX_SAFE_INTEGER - size;
}
