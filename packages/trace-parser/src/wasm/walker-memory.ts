import { BATCH_LIMIT } from '../columns/batch-rows.ts';
import type { MemoryLayout } from './memory-layout.ts';

/** Columns of a batch are decoded to so many bytes; what needs more is decoded otherwise. */
const COLUMNS = 4 * 1024 * 1024;
/** Fields that are decoded there; those of further types are decoded otherwise. */
const MOST_PLANS = 4096;
/** Where the parts of a batch lie in the memory of a walker. */
export interface WalkerMemory {
  readonly timestamps: number;
  readonly pids: number;
  readonly types: number;
  readonly ranks: number;
  readonly starts: number;
  readonly sizes: number;
  readonly lossRows: number;
  readonly losses: number;
  readonly places: number;
  readonly groups: number;
  readonly groupLimit: number;
  readonly sortedRows: number;
  readonly sortedStarts: number;
  readonly sortedSizes: number;
  readonly plans: number;
  readonly planLimit: number;
  readonly columns: number;
  readonly columnsEnd: number;
}

/** Lays out the memory of a walker. */
export function layOutBatch(layout: MemoryLayout, typeCount: number): WalkerMemory {
  const take = (bytes: number): number => layout.take(bytes);
  const groupLimit = Math.min(typeCount, BATCH_LIMIT);
  const takeWords = (): number => take(4 * BATCH_LIMIT);
  const memory = {
    timestamps: take(8 * BATCH_LIMIT),
    pids: takeWords(),
    types: takeWords(),
    ranks: takeWords(),
    starts: takeWords(),
    sizes: takeWords(),
    lossRows: takeWords(),
    losses: take(8 * BATCH_LIMIT),
    places: take(4 * typeCount),
    groups: take(12 * groupLimit),
    groupLimit,
    sortedRows: takeWords(),
    sortedStarts: takeWords(),
    sortedSizes: takeWords(),
    plans: take(16 * MOST_PLANS),
    planLimit: MOST_PLANS,
    columns: take(COLUMNS),
  };
  return { ...memory, columnsEnd: memory.columns + COLUMNS };
}
