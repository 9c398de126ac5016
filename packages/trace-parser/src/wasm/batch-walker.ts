import { BATCH_LIMIT, type BatchRows } from '../columns/batch-rows.ts';
import type { EventSelection, EventTable } from '../columns/event-batch.ts';
import { createArena, type RecordArena } from '../columns/record-rows.ts';
import type { BinaryEventType } from '../event/binary-event-type.ts';
import type { RecordSource } from '../read/record-reader.ts';
import { selectStreams, selectTypes } from '../read/selection.ts';
import type { CpuStream } from '../ring/cpu-stream.ts';
import { fillWindow } from '../ring/fill-window.ts';
import { findOrigin, measureWindow } from '../ring/open-cursors.ts';
import { TableDecoder } from './decode-tables.ts';
import { layOutMemory, type WalkerMemory } from './walker-memory.ts';
import { instantiateWasm, type WasmInstance } from './web-assembly.ts';

/** What `walk` of the module gives besides the rank of a stream that needs a window. */
const BATCH_IS_FULL = -1;
const ALL_HAVE_ENDED = -2;
/** Beyond any record. */
const NOWHERE = 0x7fff_0000;
/** Bytes of a stream in the module; asked for before there is an instance, checked once there is one. */
const STREAM = 128;

/** Whether WebAssembly can walk the streams: it knows one byte order, and no conversion of times but a shift. */
function canWalk(streams: readonly CpuStream[], { from, to }: EventSelection): boolean {
  if (from !== undefined || to !== undefined) return false;
  return streams.every(({ littleEndian, timeShift }) => littleEndian && timeShift !== null);
}

/** Fills batches by WebAssembly: pages are walked, merged and decoded in the memory of an instance. */
export class BatchWalker implements BatchRows {
  readonly streams: readonly CpuStream[];
  readonly arena: RecordArena;
  readonly timestamps: BigUint64Array;
  readonly pids: Int32Array;
  readonly types: Uint32Array;
  readonly ranks: Uint32Array;
  readonly starts: Uint32Array;
  readonly sizes: Uint32Array;
  readonly #instance: WasmInstance;
  readonly #memory: WalkerMemory;
  readonly #tables: TableDecoder;
  readonly #windows: readonly (readonly [Uint8Array, Uint8Array])[];
  /** Of each stream, which of its windows is walked, and the next page to load. */
  readonly #current: Uint8Array;
  readonly #nextPages: Float64Array;

  private constructor(
    instance: WasmInstance,
    memory: WalkerMemory,
    streams: readonly CpuStream[],
    windowSizes: readonly number[],
  ) {
    const { buffer } = instance;
    this.#instance = instance;
    this.#memory = memory;
    this.#tables = new TableDecoder(instance, memory);
    this.streams = streams;
    this.arena = createArena(buffer);
    this.timestamps = new BigUint64Array(buffer, memory.timestamps, BATCH_LIMIT);
    this.pids = new Int32Array(buffer, memory.pids, BATCH_LIMIT);
    this.types = new Uint32Array(buffer, memory.types, BATCH_LIMIT);
    this.ranks = new Uint32Array(buffer, memory.ranks, BATCH_LIMIT);
    this.starts = new Uint32Array(buffer, memory.starts, BATCH_LIMIT);
    this.sizes = new Uint32Array(buffer, memory.sizes, BATCH_LIMIT);
    this.#windows = memory.windows.map(([one, other], rank) => {
      const size = windowSizes[rank] as number;
      return [new Uint8Array(buffer, one, size), new Uint8Array(buffer, other, size)] as const;
    });
    this.#current = new Uint8Array(streams.length);
    this.#nextPages = new Float64Array(streams.length);
  }

  /** A walker at the start of what is selected; undefined where WebAssembly cannot do it. */
  static open(source: RecordSource, selection: EventSelection): BatchWalker | undefined {
    const { types } = source;
    const streams = selectStreams(source.streams, selection);
    const { indexById } = types;
    if (indexById === undefined || !canWalk(streams, selection)) return undefined;
    const windowSizes = streams.map((stream) => measureWindow(stream, streams.length));
    const memory = layOutMemory(windowSizes, STREAM, types.list.length);
    const instance = memory && instantiateWasm(memory.size);
    if (memory === undefined || instance === undefined) return undefined;
    const { functions, buffer } = instance;
    if (functions.measureStream() > STREAM) throw new RangeError('a stream needs more memory than it has');
    new Uint16Array(buffer, memory.typeOfId, indexById.length).set(indexById);
    const asked = selectTypes(types.list, selection);
    if (asked !== undefined) new Uint8Array(buffer, memory.asked, asked.length).set(asked);
    functions.setTypes(
      memory.typeOfId,
      types.unknown.index,
      Math.min(types.idOffset, NOWHERE),
      Math.min(types.pidOffset, NOWHERE),
      asked === undefined ? 0 : memory.asked,
    );
    const { timestamps, pids, ranks, starts, sizes, lossRows, losses } = memory;
    functions.setRows(BATCH_LIMIT, timestamps, pids, memory.types, ranks, starts, sizes, lossRows, losses);
    const { places, groups, sortedRows, sortedStarts, sortedSizes } = memory;
    functions.setTables(types.list.length, places, groups, sortedRows, sortedStarts, sortedSizes);
    functions.openStreams(memory.streams, streams.length, memory.heap, findOrigin(source.streams));
    streams.forEach(({ pageSize, layout, timeShift }, rank) => {
      const { timestampOffset, commitOffset, longSize, dataOffset } = layout;
      const shift = BigInt.asIntN(64, timeShift ?? 0n);
      functions.openStream(rank, pageSize, timestampOffset, commitOffset, longSize, dataOffset, shift);
    });
    return new BatchWalker(instance, memory, streams, windowSizes);
  }

  get length(): number {
    return this.#instance.functions.countRows();
  }

  listLosses(): (readonly [row: number, lost: number])[] {
    const { functions, buffer } = this.#instance;
    const count = functions.countLosses();
    if (count === 0) return [];
    const losses = new Float64Array(buffer, this.#memory.losses, count);
    const rows = new Uint32Array(buffer, this.#memory.lossRows, count);
    return Array.from(rows, (row, index) => [row, losses[index] as number] as const);
  }

  readTables(types: readonly BinaryEventType[]): EventTable[] {
    return this.#tables.decode(this, types);
  }

  /** Walks until a batch is full; false when all records have been read, which can leave rows, too. */
  fill(): boolean {
    const { functions } = this.#instance;
    for (;;) {
      const result = functions.walk();
      if (result === BATCH_IS_FULL) return true;
      if (result === ALL_HAVE_ENDED) return false;
      this.#load(result);
    }
  }

  clear(): void {
    this.#instance.functions.clearRows();
  }

  /** Gives a stream its next window. One with records in use stays as it is while the next such window is walked, as with `RingCursor`. */
  #load(rank: number): void {
    const { functions } = this.#instance;
    const { pages, pageSize } = this.streams[rank] as CpuStream;
    if (functions.isWindowUsed(rank) !== 0) this.#current[rank] = 1 - (this.#current[rank] as number);
    const memory = this.#windows[rank]?.[this.#current[rank] as 0 | 1] as Uint8Array;
    let page = this.#nextPages[rank] as number;
    while (page < pages.count) {
      const { first, count, view } = fillWindow(pages, page, pages.count, pageSize, memory);
      page = first + count;
      // Pages that cannot be had are stepped over.
      if (view === null) continue;
      this.#nextPages[rank] = page;
      functions.giveWindow(rank, view.byteOffset, count * pageSize);
      return;
    }
    this.#nextPages[rank] = page;
    functions.giveWindow(rank, 0, 0);
  }
}
