/** The beginning of a trace.dat while it is put together: integers in the recorded byte order, places filled in later. */
export class FileWriter {
  readonly #littleEndian: boolean;
  #bytes = new Uint8Array(64 * 1024);
  at = 0;

  constructor(littleEndian: boolean) {
    this.#littleEndian = littleEndian;
  }

  /** Where `size` more bytes go. */
  #reserve(size: number): DataView {
    if (this.at + size > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.at + size));
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

  u64(value: number): this {
    this.#reserve(8).setBigUint64(0, BigInt(value), this.#littleEndian);
    return this;
  }

  raw(bytes: Uint8Array): this {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.at - bytes.length);
    return this;
  }

  /** One byte to a character. */
  text(text: string): this {
    return this.raw(Uint8Array.from(text, (letter) => letter.charCodeAt(0)));
  }

  align(size: number): this {
    this.#reserve((size - (this.at % size)) % size);
    return this;
  }

  /** Fills in a u64 written before. */
  patch64(at: number, value: number): this {
    new DataView(this.#bytes.buffer).setBigUint64(at, BigInt(value), this.#littleEndian);
    return this;
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.at);
  }
}
