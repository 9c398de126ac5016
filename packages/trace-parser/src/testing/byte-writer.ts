/** Growing bytes in either byte order, for tests. */
export class ByteWriter {
  readonly #littleEndian: boolean;
  #bytes = new Uint8Array(1024);
  at = 0;

  constructor(littleEndian: boolean) {
    this.#littleEndian = littleEndian;
  }

  #reserve(size: number): DataView {
    while (this.at + size > this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    const view = new DataView(this.#bytes.buffer, this.at);
    this.at += size;
    return view;
  }

  u8(value: number): this {
    this.#reserve(1).setUint8(0, value);
    return this;
  }

  u16(value: number): this {
    this.#reserve(2).setUint16(0, value, this.#littleEndian);
    return this;
  }

  u32(value: number): this {
    this.#reserve(4).setUint32(0, value, this.#littleEndian);
    return this;
  }

  u64(value: number | bigint): this {
    this.#reserve(8).setBigUint64(0, BigInt(value), this.#littleEndian);
    return this;
  }

  raw(bytes: Uint8Array): this {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.at - bytes.length);
    return this;
  }

  text(text: string): this {
    return this.raw(Uint8Array.from(text, (letter) => letter.charCodeAt(0)));
  }

  align(size: number): this {
    this.#reserve((size - (this.at % size)) % size);
    return this;
  }

  /** Overwrites a u64 written before. */
  patch64(at: number, value: number): this {
    new DataView(this.#bytes.buffer).setBigUint64(at, BigInt(value), this.#littleEndian);
    return this;
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.at);
  }
}
