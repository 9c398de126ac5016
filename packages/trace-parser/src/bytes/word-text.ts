import type { TextOutput } from './text-output.ts';

/**
 * A short text that is written often: whole words are stored at once, so that up to three bytes after it are overwritten and have to
 * be reserved.
 */
export class WordText {
  readonly length: number;
  readonly #words: Int32Array;

  /** One character per byte. */
  constructor(text: string) {
    this.length = text.length;
    const bytes = new DataView(new ArrayBuffer((text.length + 3) & ~3));
    for (let index = 0; index < text.length; index++) bytes.setUint8(index, text.charCodeAt(index));
    this.#words = Int32Array.from({ length: bytes.byteLength / 4 }, (_, index) => bytes.getInt32(4 * index));
  }

  /** Writes the text at `at`, where `length` + 3 bytes have been reserved. */
  writeAt(view: DataView, at: number): number {
    const words = this.#words;
    for (let index = 0; index < words.length; index++) view.setInt32(at + 4 * index, words[index] as number);
    return at + this.length;
  }

  append(out: TextOutput): void {
    out.reserve(this.length + 3);
    out.length = this.writeAt(out.view, out.length);
  }
}
