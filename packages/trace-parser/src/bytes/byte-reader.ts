import type { ByteSource } from '../source/byte-source.ts';
import { decodeLatin1 } from './latin1.ts';

/** Bytes fetched at once; small against a recording, large against what stands together in its metadata. */
const WINDOW = 64 * 1024;
const NOTHING = new Uint8Array(0);

/** Bytes of the source that were fetched, and where they begin in it. */
interface Window {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly start: number;
}

function openWindow(bytes: Uint8Array, start: number): Window {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), start };
}

/**
 * Sequential reads from an untrusted source. A read past the end, or of a number beyond 2^53, yields zero or nothing and sets
 * `failed`; callers test it once per record instead of after each read. What is skipped is never fetched.
 */
export class ByteReader {
  readonly source: ByteSource;
  readonly littleEndian: boolean;
  /** Where reading ends. */
  readonly end: number;
  #window: Window = openWindow(NOTHING, 0);
  at: number;
  failed = false;

  constructor(source: ByteSource, littleEndian: boolean, at = 0, end = source.size) {
    this.source = source;
    this.littleEndian = littleEndian;
    this.at = at;
    this.end = Math.min(end, source.size);
    if (!(at >= 0 && at <= this.end)) this.failed = true;
  }

  /** The same source and byte order, elsewhere. */
  fork(at: number, end = this.source.size): ByteReader {
    const reader = new ByteReader(this.source, this.littleEndian, at, end);
    reader.#window = this.#window;
    return reader;
  }

  get remaining(): number {
    return this.failed ? 0 : this.end - this.at;
  }

  /** Moves over `size` bytes and returns where they lie in the window, -1 where they are not to be had. */
  #take(size: number): number {
    if (this.failed || !(size >= 0 && size <= this.end - this.at)) {
      this.failed = true;
      return -1;
    }
    const { start, bytes } = this.#window;
    if (this.at < start || this.at + size > start + bytes.length) {
      const wanted = Math.min(Math.max(size, WINDOW), this.source.size - this.at);
      this.#window = openWindow(this.source.read(this.at, wanted), this.at);
      if (this.#window.bytes.length < size) {
        this.failed = true;
        return -1;
      }
    }
    const index = this.at - this.#window.start;
    this.at += size;
    return index;
  }

  u8(): number {
    const at = this.#take(1);
    return at < 0 ? 0 : this.#window.view.getUint8(at);
  }

  u16(): number {
    const at = this.#take(2);
    return at < 0 ? 0 : this.#window.view.getUint16(at, this.littleEndian);
  }

  u32(): number {
    const at = this.#take(4);
    return at < 0 ? 0 : this.#window.view.getUint32(at, this.littleEndian);
  }

  bigU64(): bigint {
    const at = this.#take(8);
    return at < 0 ? 0n : this.#window.view.getBigUint64(at, this.littleEndian);
  }

  /** A u64 that has to be an offset, a size or a count. */
  u64(): number {
    const value = Number(this.bigU64());
    if (value > Number.MAX_SAFE_INTEGER) this.failed = true;
    return this.failed ? 0 : value;
  }

  /** The next bytes; they stay valid and are not to be written to. */
  take(size: number): Uint8Array {
    const at = this.#take(size);
    return at < 0 ? NOTHING : this.#window.bytes.subarray(at, at + size);
  }

  /** Moves on without fetching anything. */
  skip(size: number): void {
    if (this.failed || !(size >= 0 && size <= this.end - this.at)) this.failed = true;
    else this.at += size;
  }

  text(size: number): string {
    return decodeLatin1(this.take(size));
  }

  /** Text up to a NUL, which is consumed; at most `limit` bytes. */
  cString(limit = 4096): string {
    if (this.failed) return '';
    const start = this.at;
    const stop = this.take(Math.min(limit, this.end - start)).indexOf(0);
    if (stop < 0) {
      this.failed = true;
      return '';
    }
    this.at = start;
    const text = this.text(stop);
    this.at++;
    return text;
  }
}
