import type { ChunkSupply } from '../pages/chunk-pages.ts';
import {
  type AheadMemory,
  type AheadStream,
  busyMark,
  DAMAGED,
  readyMark,
  wakeThread,
} from './ahead-memory.ts';

/** Milliseconds to wait for a chunk that is being decompressed; it takes a tenth of one, unless the thread has died. */
const LONGEST_WAIT = 50;
/** The thread is not woken for each chunk, but for so many, or for half of the slots. */
const CHUNKS_PER_TURN = 8;

/** The chunks of one stream that the thread has decompressed. */
export class AheadChunks implements ChunkSupply {
  readonly #memory: AheadMemory;
  readonly #stream: AheadStream;
  readonly #index: number;

  constructor(memory: AheadMemory, index: number) {
    this.#memory = memory;
    this.#index = index;
    this.#stream = memory.streams[index] as AheadStream;
  }

  /** What is not there yet is not waited for: the caller decompresses it, and the thread goes on after it. */
  take(number: number): Uint8Array | null | undefined {
    const { positions, marks, lengths, contents, turn } = this.#memory;
    const { slots, slotSize, firstSlot, start } = this.#stream;
    if (Atomics.load(positions, this.#index) !== number) {
      Atomics.store(positions, this.#index, number);
      if (number % Math.min(CHUNKS_PER_TURN, slots >> 1) === 0) wakeThread(turn);
    }
    const place = number % slots;
    const slot = firstSlot + place;
    if (Atomics.load(marks, slot) === busyMark(number))
      Atomics.wait(marks, slot, busyMark(number), LONGEST_WAIT);
    if (Atomics.load(marks, slot) !== readyMark(number)) {
      Atomics.store(positions, this.#index, number + 1);
      wakeThread(turn);
      return undefined;
    }
    const length = lengths[slot] as number;
    const at = start + place * slotSize;
    return length === DAMAGED ? null : contents.subarray(at, at + length);
  }
}
