import { decodeLatin1 } from './latin1.ts';

const FIRST_CAPACITY = 4096;

/**
 * Bytes of text that grow at the end. Compiled code reserves what it is about to write, writes to `bytes` and `view` from `length`
 * on, and moves `length`; after another `reserve` both have to be fetched anew.
 */
export class TextOutput {
  bytes: Uint8Array;
  view: DataView;
  length = 0;

  /** Begins with memory of a capacity, or with memory that is there and is overwritten. */
  constructor(memory: number | ArrayBuffer = FIRST_CAPACITY) {
    this.bytes = typeof memory === 'number' ? new Uint8Array(memory) : new Uint8Array(memory);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Makes room for `count` more bytes. */
  reserve(count: number): void {
    if (this.bytes.length - this.length < count) this.#grow(this.length + count);
  }

  #grow(needed: number): void {
    const bytes = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    bytes.set(this.bytes.subarray(0, this.length));
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer);
  }

  /** Appends text of one character per byte. */
  text(text: string): void {
    this.reserve(text.length);
    const { bytes } = this;
    let at = this.length;
    for (let index = 0; index < text.length; index++) bytes[at++] = text.charCodeAt(index);
    this.length = at;
  }

  /** What was written since `start`, one character per byte. */
  read(start = 0): string {
    return decodeLatin1(this.bytes, start, this.length);
  }
}
