import { advance, HAS_ENDED, HAS_RECORD, NEEDS_WINDOW } from './advance';
import { addToHeap, firstOfHeap, isHeapEmpty, removeFirst, siftFirst } from './merge';
import { addLoss, Stream } from './stream';

/* Fills a batch with the next records of all streams, as src/read/read-batches.ts does. */

/** What `walk` gives besides the rank of a stream that needs a window. */
const BATCH_IS_FULL: i32 = -1;
const ALL_HAVE_ENDED: i32 = -2;

let streams: u32 = 0;
let streamCount: u32 = 0;
/** Streams that have been moved to their first record. */
let opened: u32 = 0;
/** Whether the first stream of the heap stands on a record that was taken. */
let isTaken: bool = false;

let typeOfId: u32 = 0;
let unknownType: u32 = 0;
let idOffset: u32 = 0;
let pidOffset: u32 = 0;
let wanted: u32 = 0;

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

export function setStreams(address: u32, count: u32): void {
  streams = address;
  streamCount = count;
  opened = 0;
  isTaken = false;
  rowCount = 0;
  lossCount = 0;
}

export function streamAt(rank: u32): Stream {
  return changetype<Stream>(streams + rank * offsetof<Stream>());
}

/** Types by id, 16 bits each; where records have their id and thread; a byte for each type that is asked for, or 0 for all. */
export function setTypes(byId: u32, unknown: u32, idAt: u32, pidAt: u32, asked: u32): void {
  typeOfId = byId;
  unknownType = unknown;
  idOffset = idAt;
  pidOffset = pidAt;
  wanted = asked;
}

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
  for (let rank: u32 = 0; rank < streamCount; rank++) streamAt(rank).hasLeft = 0;
}

function addRow(stream: Stream, type: u32, lost: f64): void {
  const row = rowCount++;
  const payload = stream.payload;
  const size = stream.size;
  store<u64>(timestamps + 8 * row, stream.base + stream.shift + <u64>(<i64>stream.delta));
  store<i32>(pids + 4 * row, size < pidOffset + 4 ? 0 : load<i32>(payload + pidOffset));
  store<u32>(types + 4 * row, type);
  store<u32>(ranks + 4 * row, stream.rank);
  store<u32>(starts + 4 * row, payload);
  store<u32>(sizes + 4 * row, size);
  if (lost === 0) return;
  store<u32>(lossRows + 4 * lossCount, row);
  store<f64>(losses + 8 * lossCount, lost);
  lossCount++;
}

/** Takes the record of a stream; whether it is asked for. */
function takeRecord(stream: Stream): bool {
  const type: u32 =
    stream.size < idOffset + 2
      ? unknownType
      : <u32>load<u16>(typeOfId + 2 * <u32>load<u16>(stream.payload + idOffset));
  const lost = addLoss(stream.carriedLoss, stream.lost);
  if (wanted !== 0 && load<u8>(wanted + type) === 0) {
    stream.carriedLoss = lost;
    return false;
  }
  stream.carriedLoss = 0;
  stream.isUsed = 1;
  addRow(stream, type, lost);
  return true;
}

/** Goes on until a batch is full (-1), all streams have ended (-2), or a stream needs a window (its rank). */
export function walk(): i32 {
  while (opened < streamCount) {
    const stream = streamAt(opened);
    const moved = advance(stream);
    if (moved === NEEDS_WINDOW) return opened;
    if (moved === HAS_RECORD) addToHeap(stream);
    opened++;
    if (opened === streamCount) clearRows();
  }
  while (true) {
    if (isTaken) {
      const stream = firstOfHeap();
      const moved = advance(stream);
      if (moved === NEEDS_WINDOW) return stream.rank;
      isTaken = false;
      if (moved === HAS_ENDED) removeFirst();
      else siftFirst();
    }
    if (isHeapEmpty()) return ALL_HAVE_ENDED;
    const stream = firstOfHeap();
    isTaken = true;
    if (takeRecord(stream) && (rowCount === limit || stream.hasLeft)) return BATCH_IS_FULL;
  }
}
