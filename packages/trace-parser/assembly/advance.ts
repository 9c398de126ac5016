import { addLoss, Stream } from './stream';

/*
 * Walks sub-buffers as src/ring/ring-cursor.ts does, which is the one to read first: every line here has its like there. What is damaged
 * costs the rest of its page; it is counted, and not described.
 */

/** What became of a stream that was to be moved. */
export const HAS_RECORD: i32 = 0;
export const NEEDS_WINDOW: i32 = 1;
export const HAS_ENDED: i32 = 2;

const TYPE_PADDING: u32 = 29;
const TYPE_TIME_EXTEND: u32 = 30;
const COMMIT_MASK: u32 = (1 << 27) - 1;
const MISSED_EVENTS: u32 = 1 << 31;
const MISSED_STORED: u32 = 1 << 30;
const STAMP_HIGH_BITS: u64 = 0xf800000000000000;
const STAMP_RANGE: u64 = 0x0800000000000000;
const TIME_EXTEND_UNIT: f64 = 134217728;
const MOST_EXACT: f64 = 9007199254740991;

/** What the order of all streams counts from. */
let origin: u64 = 0;
/** Bytes of damaged pages that were stepped over. */
let skippedBytes: f64 = 0;

export function setOrigin(time: u64): void {
  origin = time;
  skippedBytes = 0;
}

export function countSkipped(): f64 {
  return skippedBytes;
}

function rebase(stream: Stream, time: u64): void {
  stream.base = time;
  stream.delta = 0;
  stream.baseOrder = time >= origin ? <f64>(time - origin) : -(<f64>(origin - time));
}

function extendTime(stream: Stream, high: u32, low: u32): void {
  const sum = stream.delta + <f64>high * TIME_EXTEND_UNIT + <f64>low;
  if (sum <= MOST_EXACT) stream.delta = sum;
  else rebase(stream, stream.base + <u64>(<i64>stream.delta) + (((<u64>high) << 27) | <u64>low));
}

function setTime(stream: Stream, stamp: u64): void {
  const now = stream.base + <u64>(<i64>stream.delta);
  let time = stamp;
  if ((now & STAMP_HIGH_BITS) !== 0) {
    time |= now & STAMP_HIGH_BITS;
    if (time < now) time += STAMP_RANGE;
  }
  rebase(stream, time);
}

function skipPage(stream: Stream): bool {
  skippedBytes += <f64>(stream.end - stream.at);
  stream.at = stream.end;
  return false;
}

function takeRecord(stream: Stream, payload: u32, size: u32, room: u32, delta: u32): bool {
  if (room > stream.end - payload || size < 2) return skipPage(stream);
  stream.at = payload + room;
  stream.delta += <f64>delta;
  stream.order = stream.baseOrder + stream.delta;
  stream.payload = payload;
  stream.size = size;
  stream.lost = stream.pendingLoss;
  stream.pendingLoss = 0;
  return true;
}

/** Steps over one event; whether it is a record. */
function readEvent(stream: Stream): bool {
  const at = stream.at;
  const left = stream.end - at;
  if (left < 4) return skipPage(stream);
  const word = load<u32>(at);
  const type = word & 31;
  const delta = word >>> 5;
  if (type - 1 < TYPE_PADDING - 1) return takeRecord(stream, at + 4, type * 4, type * 4, delta);
  if (left < 8 || (type === TYPE_PADDING && delta === 0)) return skipPage(stream);
  const value = load<u32>(at + 4);
  if (type === 0) {
    // Compared before it is rounded up, which could overflow.
    if (value < 4 || value - 4 > left - 8) return skipPage(stream);
    return takeRecord(stream, at + 8, value - 4, ((value + 3) & ~3) - 4, delta);
  }
  if (type === TYPE_PADDING) {
    if (value < 4 || value > left - 4) return skipPage(stream);
    stream.at = at + 4 + ((value + 3) & ~3);
    stream.delta += <f64>delta;
    return false;
  }
  stream.at = at + 8;
  if (type === TYPE_TIME_EXTEND) extendTime(stream, value, delta);
  else setTime(stream, ((<u64>value) << 27) | <u64>delta);
  return false;
}

/** The count stands right after the committed data where it fits; -1 where it cannot be had. */
function readLoss(stream: Stream, page: u32, commit: u32): f64 {
  if ((commit & MISSED_STORED) === 0) return -1;
  const end = stream.dataOffset + (commit & COMMIT_MASK);
  if (end + stream.longSize > stream.pageSize) return -1;
  const count: i64 = stream.longSize === 8 ? load<i64>(page + end) : <i64>load<i32>(page + end);
  return count > 0 && count <= <i64>MOST_EXACT ? <f64>count : -1;
}

function openPage(stream: Stream): void {
  const page = stream.nextPage;
  stream.nextPage = page + stream.pageSize;
  const start = page + stream.dataOffset;
  stream.at = start;
  stream.end = start;
  const commit = load<u32>(page + stream.commitOffset);
  const length = commit & COMMIT_MASK;
  const capacity = stream.pageSize - stream.dataOffset;
  if (length === 0 || length > capacity) {
    // The recorder writes no empty page but the last of a CPU: what was here is gone.
    if (length !== 0 || stream.nextPage !== stream.lastEnd) skippedBytes += <f64>capacity;
    return;
  }
  stream.end = start + length;
  rebase(stream, load<u64>(page + stream.timestampOffset));
  if ((commit & MISSED_EVENTS) !== 0)
    stream.pendingLoss = addLoss(stream.pendingLoss, readLoss(stream, page, commit));
}

/** Moves to the next record. */
export function advance(stream: Stream): i32 {
  while (true) {
    while (stream.at < stream.end) if (readEvent(stream)) return HAS_RECORD;
    if (stream.nextPage === stream.windowEnd) return stream.isLast ? HAS_ENDED : NEEDS_WINDOW;
    openPage(stream);
  }
}
