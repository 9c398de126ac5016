import type { TextOutput } from './text-output.ts';

/** Bytes of a word, and bytes after a text that have to be reserved, since whole words are written. */
export const WORD = 8;
const LARGEST_PLAIN = 0x7e;

/**
 * A short text that is written often, eight bytes at once: up to seven bytes after it are overwritten and have to be reserved. The words
 * are kept as doubles, which the engine moves without a bigint; a text with bytes of which a double could be no number, and would not
 * keep its bits, is written byte by byte.
 */
export class WordText {
  readonly length: number;
  readonly #text: string;
  readonly #words: Float64Array | null;

  /** One character per byte. */
  constructor(text: string) {
    this.length = text.length;
    this.#text = text;
    const bytes = new DataView(new ArrayBuffer((text.length + WORD - 1) & -WORD));
    let isPlain = true;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code > LARGEST_PLAIN) isPlain = false;
      bytes.setUint8(index, code);
    }
    const length = bytes.byteLength / WORD;
    this.#words = isPlain
      ? Float64Array.from({ length }, (_, index) => bytes.getFloat64(WORD * index, true))
      : null;
  }

  /** Writes the text at `at`, where `length` + `WORD` bytes have been reserved; returns the place after it. */
  writeAt(view: DataView, at: number): number {
    const words = this.#words;
    if (words === null) return this.#writeBytes(view, at);
    for (let index = 0; index < words.length; index++)
      view.setFloat64(at + WORD * index, words[index] as number, true);
    return at + this.length;
  }

  #writeBytes(view: DataView, at: number): number {
    for (let index = 0; index < this.length; index++) view.setUint8(at + index, this.#text.charCodeAt(index));
    return at + this.length;
  }

  append(out: TextOutput): void {
    out.reserve(this.length + WORD);
    out.length = this.writeAt(out.view, out.length);
  }
}
