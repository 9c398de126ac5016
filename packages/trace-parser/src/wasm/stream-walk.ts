import type { EventSelection } from '../columns/event-batch.ts';
import type { EventTypes } from '../event/event-types.ts';
import type { RecordSource } from '../read/record-reader.ts';
import { selectStreams, selectTypes } from '../read/selection.ts';
import type { CpuStream } from '../ring/cpu-stream.ts';
import { fillWindow } from '../ring/fill-window.ts';
import { findOrigin, measureWindow } from '../ring/open-cursors.ts';
import type { MemoryLayout } from './memory-layout.ts';
import type { WasmInstance } from './web-assembly.ts';

/** What moving to the next record gives besides the rank of a stream that needs a window. */
export const ALL_HAVE_ENDED = -2;
/** Beyond any record. */
const NOWHERE = 0x7fff_0000;
/** Bytes of a stream in the module; asked for before there is an instance, checked once there is one. */
const STREAM = 128;
const IDS = 1 << 16;

/** Whether WebAssembly can walk the streams: it knows one byte order, and no conversion of times but a shift. */
function canWalk(streams: readonly CpuStream[], { from, to }: EventSelection): boolean {
  if (from !== undefined || to !== undefined) return false;
  return streams.every(({ littleEndian, timeShift }) => littleEndian && timeShift !== null);
}

/** What of a recording is to be walked, and where in the memory of an instance. */
interface WalkPlan {
  readonly source: RecordSource;
  readonly selection: EventSelection;
  readonly streams: readonly CpuStream[];
  readonly indexById: Uint16Array;
  readonly addresses: {
    readonly streams: number;
    readonly heap: number;
    readonly typeOfId: number;
    readonly asked: number;
    /** Two for each stream, and their size. */
    readonly windows: readonly (readonly [one: number, other: number, size: number])[];
  };
}

/** Plans the walk of a selection; undefined where WebAssembly cannot do it. */
export function planWalk(
  source: RecordSource,
  selection: EventSelection,
  layout: MemoryLayout,
): WalkPlan | undefined {
  const { indexById, list } = source.types;
  const streams = selectStreams(source.streams, selection);
  if (indexById === undefined || !canWalk(streams, selection)) return undefined;
  const addresses = {
    streams: layout.take(streams.length * STREAM),
    heap: layout.take(4 * streams.length),
    typeOfId: layout.take(2 * IDS),
    asked: layout.take(list.length),
    windows: streams.map((stream) => {
      const size = measureWindow(stream, streams.length);
      return [layout.take(size), layout.take(size), size] as const;
    }),
  };
  return { source, selection, streams, indexById, addresses };
}

/** The streams of a walk in an instance: their pages are loaded into its memory, window by window. */
export class StreamWalk {
  readonly streams: readonly CpuStream[];
  readonly #instance: WasmInstance;
  readonly #windows: readonly (readonly [Uint8Array, Uint8Array])[];
  /** Of each stream, which of its windows is walked, and the next page to load. */
  readonly #current: Uint8Array;
  readonly #nextPages: Float64Array;
  /** Bytes of pages that could not be had. */
  missingBytes = 0;

  constructor(instance: WasmInstance, { source, selection, streams, indexById, addresses }: WalkPlan) {
    const { functions, buffer } = instance;
    if (functions.measureStream() > STREAM) throw new RangeError('a stream needs more memory than it has');
    this.#instance = instance;
    this.streams = streams;
    this.#windows = addresses.windows.map(
      ([one, other, size]) =>
        [new Uint8Array(buffer, one, size), new Uint8Array(buffer, other, size)] as const,
    );
    this.#current = new Uint8Array(streams.length);
    this.#nextPages = new Float64Array(streams.length);
    functions.openStreams(addresses.streams, streams.length, addresses.heap, findOrigin(source.streams));
    streams.forEach(({ pageSize, layout, timeShift }, rank) => {
      const { timestampOffset, commitOffset, longSize, dataOffset } = layout;
      const shift = BigInt.asIntN(64, timeShift ?? 0n);
      functions.openStream(rank, pageSize, timestampOffset, commitOffset, longSize, dataOffset, shift);
    });
    new Uint16Array(buffer, addresses.typeOfId, indexById.length).set(indexById);
    this.#selectTypes(source.types, selection, addresses);
  }

  #selectTypes(
    types: EventTypes,
    selection: EventSelection,
    { typeOfId, asked }: WalkPlan['addresses'],
  ): void {
    const { functions, buffer } = this.#instance;
    const wanted = selectTypes(types.list, selection);
    if (wanted !== undefined) new Uint8Array(buffer, asked, wanted.length).set(wanted);
    const idOffset = Math.min(types.idOffset, NOWHERE);
    const pidOffset = Math.min(types.pidOffset, NOWHERE);
    functions.setTypes(typeOfId, types.unknown.index, idOffset, pidOffset, wanted === undefined ? 0 : asked);
  }

  /** Gives a stream its next window. One with records in use stays as it is while the next such window is walked, as with `RingCursor`. */
  load(rank: number): void {
    const { functions } = this.#instance;
    const { pages, pageSize } = this.streams[rank] as CpuStream;
    if (functions.isWindowUsed(rank) !== 0) this.#current[rank] = 1 - (this.#current[rank] as number);
    const memory = this.#windows[rank]?.[this.#current[rank] as 0 | 1] as Uint8Array;
    let page = this.#nextPages[rank] as number;
    while (page < pages.count) {
      const { first, count, view } = fillWindow(pages, page, pages.count, pageSize, memory);
      const start = page;
      page = first + count;
      if (view === null) {
        // Pages that cannot be had are stepped over.
        this.missingBytes += (page - start) * pageSize;
        continue;
      }
      this.#nextPages[rank] = page;
      functions.giveWindow(rank, view.byteOffset, count * pageSize, page === pages.count ? 1 : 0);
      return;
    }
    this.#nextPages[rank] = page;
    functions.giveWindow(rank, 0, 0, 0);
  }
}
