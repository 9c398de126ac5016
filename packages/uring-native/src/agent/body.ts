import { Buffer } from 'node:buffer';
import { UringError } from '../uring-error.ts';

/** Puts the values of a body one behind the other, little endian. */
export class BodyWriter {
  readonly #parts: Uint8Array[] = [];

  u8(value: number | boolean): this {
    return this.raw(Uint8Array.of(Number(value)));
  }

  /** Throws E_USAGE for what is no unsigned 32-bit integer. */
  u32(value: number): this {
    if (!Number.isInteger(value) || value < 0 || value > 0xffffffff)
      throw new UringError('E_USAGE', `${value} is not an unsigned 32-bit integer`);
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return this.raw(bytes);
  }

  /** Throws E_USAGE for what is no unsigned 64-bit integer. */
  u64(value: bigint | number): this {
    const integer = typeof value === 'number' && !Number.isSafeInteger(value) ? -1n : BigInt(value);
    if (BigInt.asUintN(64, integer) !== integer)
      throw new UringError('E_USAGE', `${value} is not an unsigned 64-bit integer`);
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(integer);
    return this.raw(bytes);
  }

  bytes(value: Uint8Array): this {
    return this.u32(value.length).raw(value);
  }

  text(value: string): this {
    return this.bytes(Buffer.from(value));
  }

  texts(values: readonly string[]): this {
    this.u32(values.length);
    for (const value of values) this.text(value);
    return this;
  }

  raw(value: Uint8Array): this {
    this.#parts.push(value);
    return this;
  }

  take(): Uint8Array {
    return Buffer.concat(this.#parts);
  }
}

/** Reads a body that may be anything; throws E_AGENT where it ends too soon, or goes on too long. */
export class BodyReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  u8(): number {
    return this.#take(1).readUInt8();
  }

  u16(): number {
    return this.#take(2).readUInt16LE();
  }

  u32(): number {
    return this.#take(4).readUInt32LE();
  }

  i32(): number {
    return this.#take(4).readInt32LE();
  }

  u64(): bigint {
    return this.#take(8).readBigUInt64LE();
  }

  i64(): bigint {
    return this.#take(8).readBigInt64LE();
  }

  /** Sizes and offsets of files that there are stay below 2^53. */
  size(): number {
    return Number(this.u64());
  }

  bytes(): Buffer {
    return this.#take(this.u32());
  }

  plainBytes(): Uint8Array {
    const { buffer, byteOffset, length } = this.bytes();
    return new Uint8Array(buffer, byteOffset, length);
  }

  text(): string {
    return this.bytes().toString('utf8');
  }

  /** So many of what `read` reads; the count itself is not believed. */
  list<T>(read: (reader: this) => T): T[] {
    const values: T[] = [];
    for (let left = this.u32(); left > 0; left--) values.push(read(this));
    return values;
  }

  end(): void {
    if (this.#at < this.#bytes.length) throw nonsense('bytes after the end of an answer');
  }

  #take(count: number): Buffer {
    if (count > this.#bytes.length - this.#at) throw nonsense('an answer ends too soon');
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }
}

function nonsense(message: string): UringError {
  return new UringError('E_AGENT', `the agent makes no sense: ${message}`);
}
