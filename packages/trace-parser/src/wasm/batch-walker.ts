import { BATCH_LIMIT, type BatchRows } from '../columns/batch-rows.ts';
import type { EventSelection, EventTable } from '../columns/event-batch.ts';
import { createArena, type RecordArena } from '../columns/record-rows.ts';
import type { BinaryEventType } from '../event/binary-event-type.ts';
import type { RecordSource } from '../read/record-reader.ts';
import type { CpuStream } from '../ring/cpu-stream.ts';
import { TableDecoder } from './decode-tables.ts';
import { MemoryLayout } from './memory-layout.ts';
import { ALL_HAVE_ENDED, planWalk, StreamWalk } from './stream-walk.ts';
import { layOutBatch, type WalkerMemory } from './walker-memory.ts';
import { instantiateWasm, type WasmInstance } from './web-assembly.ts';

/** What `walk` of the module gives besides the rank of a stream that needs a window. */
const BATCH_IS_FULL = -1;

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
  readonly #walk: StreamWalk;

  private constructor(instance: WasmInstance, memory: WalkerMemory, walk: StreamWalk) {
    const { buffer } = instance;
    this.#instance = instance;
    this.#memory = memory;
    this.#tables = new TableDecoder(instance, memory);
    this.#walk = walk;
    this.streams = walk.streams;
    this.arena = createArena(buffer);
    this.timestamps = new BigUint64Array(buffer, memory.timestamps, BATCH_LIMIT);
    this.pids = new Int32Array(buffer, memory.pids, BATCH_LIMIT);
    this.types = new Uint32Array(buffer, memory.types, BATCH_LIMIT);
    this.ranks = new Uint32Array(buffer, memory.ranks, BATCH_LIMIT);
    this.starts = new Uint32Array(buffer, memory.starts, BATCH_LIMIT);
    this.sizes = new Uint32Array(buffer, memory.sizes, BATCH_LIMIT);
  }

  /** A walker at the start of what is selected; undefined where WebAssembly cannot do it. */
  static open(source: RecordSource, selection: EventSelection): BatchWalker | undefined {
    const layout = new MemoryLayout();
    const plan = planWalk(source, selection, layout);
    if (plan === undefined) return undefined;
    const typeCount = source.types.list.length;
    const memory = layOutBatch(layout, typeCount);
    const instance = layout.isTooLarge ? undefined : instantiateWasm(layout.size);
    if (instance === undefined) return undefined;
    const walk = new StreamWalk(instance, plan);
    const { functions } = instance;
    const { timestamps, pids, ranks, starts, sizes, lossRows, losses } = memory;
    functions.setRows(BATCH_LIMIT, timestamps, pids, memory.types, ranks, starts, sizes, lossRows, losses);
    const { places, groups, sortedRows, sortedStarts, sortedSizes } = memory;
    functions.setTables(typeCount, places, groups, sortedRows, sortedStarts, sortedSizes);
    return new BatchWalker(instance, memory, walk);
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
      this.#walk.load(result);
    }
  }

  clear(): void {
    this.#instance.functions.clearRows();
  }
}
