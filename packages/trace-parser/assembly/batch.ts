import { firstOfHeap } from './merge';
import { HAS_MOVED, markWindows, nextRecord, pidOf, recordLoss, recordType } from './records';
import { Stream } from './stream';

/* Fills a batch with the next records of all streams, as src/read/read-batches.ts does. */

/** What `walk` gives besides what moving to the next record does. */
const BATCH_IS_FULL: i32 = -1;

let limit: u32 = 0;
let timestamps: u32 = 0;
let pids: u32 = 0;
let types: u32 = 0;
let ranks: u32 = 0;
let starts: u32 = 0;
let sizes: u32 = 0;
let lossRows: u32 = 0;
let losses: u32 = 0;

let rowCount: u32 = 0;
let lossCount: u32 = 0;

/** Where the columns of a batch are written to. */
export function setRows(
  capacity: u32,
  timestampsAt: u32,
  pidsAt: u32,
  typesAt: u32,
  ranksAt: u32,
  startsAt: u32,
  sizesAt: u32,
  lossRowsAt: u32,
  lossesAt: u32,
): void {
  limit = capacity;
  timestamps = timestampsAt;
  pids = pidsAt;
  types = typesAt;
  ranks = ranksAt;
  starts = startsAt;
  sizes = sizesAt;
  lossRows = lossRowsAt;
  losses = lossesAt;
  rowCount = 0;
  lossCount = 0;
}

export function countRows(): u32 {
  return rowCount;
}

export function countLosses(): u32 {
  return lossCount;
}

/** Begins the next batch: all windows are where they will be left. */
export function clearRows(): void {
  rowCount = 0;
  lossCount = 0;
  markWindows();
}

function addRow(stream: Stream): void {
  const row = rowCount++;
  store<u64>(timestamps + 8 * row, stream.base + stream.shift + <u64>(<i64>stream.delta));
  store<i32>(pids + 4 * row, pidOf(stream));
  store<u32>(types + 4 * row, recordType);
  store<u32>(ranks + 4 * row, stream.rank);
  store<u32>(starts + 4 * row, stream.payload);
  store<u32>(sizes + 4 * row, stream.size);
  if (recordLoss === 0) return;
  store<u32>(lossRows + 4 * lossCount, row);
  store<f64>(losses + 8 * lossCount, recordLoss);
  lossCount++;
}

/** Goes on until a batch is full (-1), all streams have ended (-2), or a stream needs a window (its rank). */
export function walk(): i32 {
  while (true) {
    const moved = nextRecord();
    if (moved !== HAS_MOVED) return moved;
    const stream = firstOfHeap();
    addRow(stream);
    if (rowCount === limit || stream.hasLeft) return BATCH_IS_FULL;
  }
}
