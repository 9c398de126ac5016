import { decodeLatin1 } from './latin1.ts';

/**
 * Sequential reads from untrusted bytes. A read past the end, or of a number beyond 2^53, yields zero or nothing and sets
 * `failed`; callers test it once per record instead of after each read.
 */
export class ByteReader {
  readonly bytes: Uint8Array;
  readonly littleEndian: boolean;
  readonly #view: DataView;
  readonly #end: number;
  at: number;
  failed = false;

  constructor(bytes: Uint8Array, littleEndian: boolean, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.littleEndian = littleEndian;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = at;
    this.#end = Math.min(end, bytes.length);
    if (!(at >= 0 && at <= this.#end)) this.failed = true;
  }

  /** The same bytes and byte order, elsewhere. */
  fork(at: number, end = this.bytes.length): ByteReader {
    return new ByteReader(this.bytes, this.littleEndian, at, end);
  }

  get remaining(): number {
    return this.failed ? 0 : this.#end - this.at;
  }

  #take(size: number): number {
    if (this.failed || !(size >= 0 && size <= this.#end - this.at)) {
      this.failed = true;
      return -1;
    }
    const start = this.at;
    this.at += size;
    return start;
  }

  u8(): number {
    const at = this.#take(1);
    return at < 0 ? 0 : this.#view.getUint8(at);
  }

  u16(): number {
    const at = this.#take(2);
    return at < 0 ? 0 : this.#view.getUint16(at, this.littleEndian);
  }

  u32(): number {
    const at = this.#take(4);
    return at < 0 ? 0 : this.#view.getUint32(at, this.littleEndian);
  }

  bigU64(): bigint {
    const at = this.#take(8);
    return at < 0 ? 0n : this.#view.getBigUint64(at, this.littleEndian);
  }

  /** A u64 that has to be an offset, a size or a count. */
  u64(): number {
    const value = Number(this.bigU64());
    if (value > Number.MAX_SAFE_INTEGER) this.failed = true;
    return this.failed ? 0 : value;
  }

  take(size: number): Uint8Array {
    const at = this.#take(size);
    return at < 0 ? new Uint8Array(0) : this.bytes.subarray(at, at + size);
  }

  text(size: number): string {
    return decodeLatin1(this.take(size));
  }

  /** Text up to a NUL, which is consumed; at most `limit` bytes. */
  cString(limit = 4096): string {
    if (this.failed) return '';
    const stop = this.bytes.subarray(this.at, Math.min(this.#end, this.at + limit)).indexOf(0);
    if (stop < 0) {
      this.failed = true;
      return '';
    }
    const text = this.text(stop);
    this.at++;
    return text;
  }
}
