import type { Chunk } from '../pages/chunk-list.ts';

/** Memory for chunks that are decompressed ahead, of all streams together. */
const BUDGET = 24 * 1024 * 1024;
/** With fewer, there is little to do ahead. */
const FEWEST_SLOTS = 4;
const MOST_SLOTS = 64;

/** One stream's chunks, and the slots they are put into: chunk `n` into slot `n % slots`. Can be sent to another thread. */
export interface AheadStream {
  /** Offset, stored size and size of each chunk: a number is sent to a thread faster than an object. */
  readonly places: Float64Array;
  readonly count: number;
  readonly slots: number;
  readonly slotSize: number;
  /** Index of its first slot among those of all streams, and where that slot's memory begins. */
  readonly firstSlot: number;
  readonly start: number;
}

/** What the two threads share. */
export interface AheadMemory {
  readonly streams: readonly AheadStream[];
  /** Number of the chunk that each stream is being read at; those before are not needed any more. */
  readonly positions: Int32Array;
  /** Changes now and then with the positions; who decompresses waits for it. `ENDED` at last. After it, whether somebody waits. */
  readonly turn: Int32Array;
  /** What each slot holds: `readyMark` or `busyMark` of a chunk, 0 for nothing. */
  readonly marks: Int32Array;
  /** Bytes of each slot that are content; `DAMAGED` where there is none to be had. */
  readonly lengths: Int32Array;
  readonly contents: Uint8Array;
}

export const ENDED = -1;
const IS_WAITING = 1;
export const DAMAGED = -1;

/** The chunk of that number. */
export function chunkAt({ places }: AheadStream, number: number): Chunk {
  const [offset = 0, stored = 0, size = 0] = places.subarray(3 * number, 3 * number + 3);
  return { offset, stored, size };
}

export function readyMark(chunk: number): number {
  return 2 * (chunk + 1);
}

export function busyMark(chunk: number): number {
  return 2 * (chunk + 1) + 1;
}

function shared(count: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * count));
}

/** Memory for streams of these chunks; undefined where it would hold too few of them to be of use. */
export function createAheadMemory(lists: readonly (readonly Chunk[])[]): AheadMemory | undefined {
  let firstSlot = 0;
  let start = 0;
  const streams = lists.map((chunks): AheadStream => {
    const slotSize = chunks.reduce((largest, { size }) => Math.max(largest, size), 1);
    const slots = Math.min(MOST_SLOTS, Math.floor(BUDGET / lists.length / slotSize));
    const places = Float64Array.from(chunks.flatMap(({ offset, stored, size }) => [offset, stored, size]));
    const stream = { places, count: chunks.length, slots, slotSize, firstSlot, start };
    firstSlot += slots;
    start += slots * slotSize;
    return stream;
  });
  if (!streams.every(({ slots }) => slots >= FEWEST_SLOTS)) return undefined;
  return {
    streams,
    positions: shared(streams.length),
    turn: shared(2),
    marks: shared(firstSlot),
    lengths: shared(firstSlot),
    contents: new Uint8Array(new SharedArrayBuffer(start)),
  };
}

/** Lets the thread that decompresses look around, if it waits: a system call for each chunk would cost more than the chunk. */
export function wakeThread(turn: Int32Array): void {
  Atomics.add(turn, 0, 1);
  if (Atomics.load(turn, IS_WAITING) === 1) Atomics.notify(turn, 0);
}

/** Waits until `wakeThread` is called, if it was not since `turn` was `before`. */
export function waitForTurn(turn: Int32Array, before: number): void {
  Atomics.store(turn, IS_WAITING, 1);
  Atomics.wait(turn, 0, before);
  Atomics.store(turn, IS_WAITING, 0);
}
