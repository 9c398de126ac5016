import { NEWLINE } from './scan/letters.ts';

const NEWLINES = 0x0a0a0a0a;
const ONES = 0x01010101;
const HIGH_BITS = 0x80808080;

/** Finds line ends four bytes at a time: for lines of trace text that is quicker than a call of `indexOf` for each. */
export class NewlineFinder {
  readonly #bytes: Uint8Array;
  readonly #words: Int32Array;
  /** Place in `bytes` of the first word. */
  readonly #first: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#first = Math.min(-bytes.byteOffset & 3, bytes.length);
    const count = (bytes.length - this.#first) >>> 2;
    // An empty view may not begin beyond its buffer or off a word.
    this.#words =
      count > 0 ? new Int32Array(bytes.buffer, bytes.byteOffset + this.#first, count) : new Int32Array(0);
  }

  /** The first newline from `start` on; `end` where there is none before it. */
  find(start: number, end: number): number {
    const bytes = this.#bytes;
    const words = this.#words;
    const first = this.#first;
    let at = start;
    while (at < end && ((at - first) & 3) !== 0) {
      if (bytes[at] === NEWLINE) return at;
      at++;
    }
    for (let word = (at - first) >> 2; at + 4 <= end; word++, at += 4) {
      const difference = (words[word] as number) ^ NEWLINES;
      // Exact when no byte is zero; a word that shows one is looked through byte by byte.
      if (((difference - ONES) & ~difference & HIGH_BITS) !== 0) break;
    }
    while (at < end && bytes[at] !== NEWLINE) at++;
    return at;
  }
}
