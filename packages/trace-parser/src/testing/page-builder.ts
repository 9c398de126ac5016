/** Builds one sub-buffer the way kernel/trace/ring_buffer.c lays it out, for tests. */
export class PageBuilder {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #littleEndian: boolean;
  readonly #time: bigint;
  #at = DATA_OFFSET;

  constructor(time: bigint, littleEndian = true, pageSize = 4096) {
    this.#bytes = new Uint8Array(pageSize);
    this.#view = new DataView(this.#bytes.buffer);
    this.#littleEndian = littleEndian;
    this.#time = time;
  }

  get room(): number {
    return this.#bytes.length - this.#at;
  }

  /** Offset of the next event header. */
  get at(): number {
    return this.#at;
  }

  #header(type: number, delta: number): void {
    const word = this.#littleEndian ? delta * 32 + type : type * 2 ** 27 + delta;
    this.#view.setUint32(this.#at, word, this.#littleEndian);
    this.#at += 4;
  }

  #word(value: number): void {
    this.#view.setUint32(this.#at, value, this.#littleEndian);
    this.#at += 4;
  }

  event(delta: number, payload: Uint8Array): this {
    const room = 4 * Math.ceil(payload.length / 4);
    if (room <= 112 && room === payload.length) this.#header(room / 4, delta);
    else {
      this.#header(0, delta);
      this.#word(payload.length + 4);
    }
    this.#bytes.set(payload, this.#at);
    this.#at += room;
    return this;
  }

  /** Advances time by more than the 27 bits of an event header. */
  extend(delta: bigint): this {
    this.#header(30, Number(delta & 0x7ffffffn));
    this.#word(Number(delta >> 27n));
    return this;
  }

  stamp(time: bigint): this {
    this.#header(31, Number(time & 0x7ffffffn));
    this.#word(Number((time >> 27n) & 0xffffffffn));
    return this;
  }

  /** A discarded event of `size` bytes after its header. */
  padding(delta: number, size: number): this {
    this.#header(29, delta);
    this.#word(size);
    this.#at += size - 4;
    return this;
  }

  word(value: number): this {
    this.#word(value);
    return this;
  }

  build(lost?: number): Uint8Array {
    const length = this.#at - DATA_OFFSET;
    this.#view.setBigUint64(0, this.#time, this.#littleEndian);
    let commit = BigInt(length);
    if (lost !== undefined) {
      commit = BigInt.asUintN(64, (lost < 0 ? -1n << 31n : (-1n << 31n) | (1n << 30n)) | commit);
      if (lost >= 0) this.#view.setBigUint64(this.#at, BigInt(lost), this.#littleEndian);
    }
    this.#view.setBigUint64(8, commit, this.#littleEndian);
    return this.#bytes;
  }
}

const DATA_OFFSET = 16;
