import type { ByteSource } from '../source/byte-source.ts';
import { EventLine, type Layout } from './scan/event-line.ts';
import { NEWLINE } from './scan/letters.ts';

/** Whole lines of a text in memory. */
export interface TextWindow {
  readonly bytes: Uint8Array;
  /** Where the lines end in `bytes`; they begin at 0. */
  readonly end: number;
  /** Where they begin in the text. */
  readonly offset: number;
}

/** Bytes fetched at once; a batch has the events of so many. */
export const WINDOW = 256 * 1024;
/** An event with more lines than this is torn apart, a line longer than this is cut. */
const LARGEST = 4 * 1024 * 1024;

/**
 * Walks a text once, by windows that end where an event begins, so that an event and the lines that belong to it are never torn apart.
 * `onCut` is told where bytes of a line are left out that is longer than any window.
 */
export class TextWindows {
  readonly #source: ByteSource;
  readonly #layout: Layout;
  readonly #size: number;
  readonly #onCut: (offset: number, bytes: number) => void;
  readonly #line = new EventLine();
  #buffer = new Uint8Array(0);
  #at = 0;
  #inLine = false;

  constructor(
    source: ByteSource,
    layout: Layout,
    size: number,
    onCut: (offset: number, bytes: number) => void,
  ) {
    this.#source = source;
    this.#layout = layout;
    this.#size = size;
    this.#onCut = onCut;
  }

  /** The next lines, in memory until the next are asked for; undefined at the end. */
  next(): TextWindow | undefined {
    if (this.#inLine) this.#skipLine();
    const offset = this.#at;
    for (let size = this.#size; ; size = Math.min(size * 2, LARGEST)) {
      if (this.#buffer.length < size) this.#buffer = new Uint8Array(size);
      const bytes = this.#source.read(offset, size, this.#buffer);
      if (bytes.length === 0) return undefined;
      const last = bytes.length < size || offset + bytes.length >= this.#source.size;
      const end = last ? bytes.length : this.#findEnd(bytes, size === LARGEST);
      if (end > 0) {
        this.#at = offset + end;
        return { bytes, end, offset };
      }
    }
  }

  /** Where the last event in a window begins; where there is no other than the first, 0 or, in the largest window, the last line's end. */
  #findEnd(bytes: Uint8Array, largest: boolean): number {
    let end = bytes.length;
    while (end > 0) {
      const start = bytes.lastIndexOf(NEWLINE, end - 1) + 1;
      if (start > 0 && this.#layout.scan(this.#line, bytes, start, end)) return start;
      end = start - 1;
    }
    if (!largest) return 0;
    const newline = bytes.lastIndexOf(NEWLINE);
    if (newline >= 0) return newline + 1;
    this.#inLine = true;
    return bytes.length;
  }

  /** Moves to the next line from the midst of one. */
  #skipLine(): void {
    const start = this.#at;
    for (;;) {
      const bytes = this.#source.read(this.#at, this.#buffer.length, this.#buffer);
      const newline = bytes.indexOf(NEWLINE);
      this.#at += newline < 0 ? bytes.length : newline + 1;
      if (newline >= 0 || bytes.length === 0) break;
    }
    this.#inLine = false;
    this.#onCut(start, this.#at - start);
  }
}
