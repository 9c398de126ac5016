import { BATCH_LIMIT } from '../columns/batch-rows.ts';

/** Columns of a batch are decoded to so many bytes; what needs more is decoded otherwise. */
const COLUMNS = 4 * 1024 * 1024;
/** Fields that are decoded there; those of further types are decoded otherwise. */
const MOST_PLANS = 4096;
/** More than that is not worth reserving. */
const LARGEST_MEMORY = 256 * 1024 * 1024;
/** The module's own data, of which there is next to none, lies below. */
const FIRST = 1024;
const IDS = 1 << 16;

/** Where everything lies in the memory of a walker. */
export interface WalkerMemory {
  readonly streams: number;
  readonly heap: number;
  readonly typeOfId: number;
  readonly asked: number;
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
  /** Two for each stream. */
  readonly windows: readonly (readonly [number, number])[];
  readonly size: number;
}

/** Lays out the memory of a walker; undefined where it would become too large. */
export function layOutMemory(
  windowSizes: readonly number[],
  streamSize: number,
  typeCount: number,
): WalkerMemory | undefined {
  let end = FIRST;
  const take = (bytes: number): number => {
    const start = end;
    end += Math.ceil(bytes / 8) * 8;
    return start;
  };
  const groupLimit = Math.min(typeCount, BATCH_LIMIT);
  const takeWords = (): number => take(4 * BATCH_LIMIT);
  const memory = {
    streams: take(windowSizes.length * streamSize),
    heap: take(4 * windowSizes.length),
    typeOfId: take(2 * IDS),
    asked: take(typeCount),
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
    columnsEnd: end,
    windows: windowSizes.map((size) => [take(size), take(size)] as const),
  };
  return end > LARGEST_MEMORY ? undefined : { ...memory, size: end };
}
