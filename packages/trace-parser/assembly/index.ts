import { setOrigin } from './advance';
import { resetHeap } from './merge';
import { setStreams, streamAt } from './records';
import { Stream } from './stream';

export { countSkipped } from './advance';
export {
  divideSigned,
  divideUnsigned,
  limitSize,
  remainderSigned,
  remainderUnsigned,
} from './arithmetic';
export { clearRows, countLosses, countRows, setRows, walk } from './batch';
export { countRecords } from './counts';
export { decimal, hex, justify, number, paddedHex, pointer, signedDecimal } from './digits';
export {
  findTask,
  getLinePayload,
  getLineRank,
  getLineSize,
  getLineStart,
  getLineTime,
  getLineType,
  getPosition,
  learnName,
  peekedPayload,
  peekedRank,
  peekedSize,
  peekedType,
  peekRecord,
  setLines,
  setPosition,
  skipRecord,
  walkLines,
  writeOther,
} from './lines';
export { setTypes } from './records';
export { decodeColumns, groupRows, setTables } from './tables';
export { copyText, setSymbols, symbol } from './texts';

/** Bytes that one stream takes, besides four of the heap. */
export function measureStream(): u32 {
  return offsetof<Stream>();
}

/** Uses the memory at `address` for `count` streams, and at `heap` for their order, which counts from `origin`. All of it is zero. */
export function openStreams(address: u32, count: u32, heap: u32, origin: u64): void {
  setStreams(address, count);
  resetHeap(heap);
  setOrigin(origin);
}

/** Says how the pages of a stream are laid out, and what to add to its times. */
export function openStream(
  rank: u32,
  pageSize: u32,
  timestampOffset: u32,
  commitOffset: u32,
  longSize: u32,
  dataOffset: u32,
  shift: u64,
): void {
  const stream = streamAt(rank);
  stream.rank = rank;
  stream.pageSize = pageSize;
  stream.timestampOffset = timestampOffset;
  stream.commitOffset = commitOffset;
  stream.longSize = longSize;
  stream.dataOffset = dataOffset;
  stream.shift = shift;
}

/** Whether a record of the stream's window is in use: the window has to stay as it is. */
export function isWindowUsed(rank: u32): bool {
  return streamAt(rank).isUsed !== 0;
}

/** Gives a stream that has walked its window the next one, with its last page or without; an empty one where none will follow. */
export function giveWindow(rank: u32, address: u32, size: u32, hasLastPage: bool): void {
  const stream = streamAt(rank);
  stream.lastEnd = hasLastPage ? address + size : 0;
  stream.nextPage = address;
  stream.windowEnd = address + size;
  stream.isLast = size === 0 ? 1 : 0;
  stream.isUsed = 0;
  stream.hasLeft = 1;
}
