import { advance, HAS_ENDED, HAS_RECORD, NEEDS_WINDOW } from './advance';
import { addToHeap, firstOfHeap, isHeapEmpty, removeFirst, siftFirst } from './merge';
import { addLoss, Stream } from './stream';

/* Steps through the records of all streams that are asked for, as src/read/record-reader.ts does. */

/** What moving to the next record gives besides the rank of a stream that needs a window. */
export const HAS_MOVED: i32 = -1;
export const ALL_HAVE_ENDED: i32 = -2;

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

/** The type of the record that was moved to, and the events lost before it. */
export let recordType: u32 = 0;
export let recordLoss: f64 = 0;

export function setStreams(address: u32, count: u32): void {
  streams = address;
  streamCount = count;
  opened = 0;
  isTaken = false;
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

/** All windows are where they will be left. */
export function markWindows(): void {
  for (let rank: u32 = 0; rank < streamCount; rank++) streamAt(rank).hasLeft = 0;
}

/** Thread that wrote the record of a stream; 0 for a record too short to say. */
export function pidOf(stream: Stream): i32 {
  return stream.size < pidOffset + 4 ? 0 : load<i32>(stream.payload + pidOffset);
}

/** The type of the record of a stream. */
export function typeOf(stream: Stream): u32 {
  return stream.size < idOffset + 2
    ? unknownType
    : <u32>load<u16>(typeOfId + 2 * <u32>load<u16>(stream.payload + idOffset));
}

/** Takes the record of a stream; whether it is asked for. */
function takeRecord(stream: Stream): bool {
  const type = typeOf(stream);
  const lost = addLoss(stream.carriedLoss, stream.lost);
  if (wanted !== 0 && load<u8>(wanted + type) === 0) {
    stream.carriedLoss = lost;
    return false;
  }
  stream.carriedLoss = 0;
  stream.isUsed = 1;
  recordType = type;
  recordLoss = lost;
  return true;
}

/** Moves to the next record, which the first stream of the heap then stands on; else what keeps it from moving. */
export function nextRecord(): i32 {
  while (opened < streamCount) {
    const stream = streamAt(opened);
    const moved = advance(stream);
    if (moved === NEEDS_WINDOW) return opened;
    if (moved === HAS_RECORD) addToHeap(stream);
    opened++;
    if (opened === streamCount) markWindows();
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
    isTaken = true;
    if (takeRecord(firstOfHeap())) return HAS_MOVED;
  }
}
