/*
 * The wire format of protocol buffers (protobuf.dev/programming-guides/encoding): varints, fixed 64-bit values, and whatever has a length.
 * Messages are written in one go: their length gets 4 bytes and is filled in at the end, as a varint with more bytes than it needs.
 */

const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const LENGTH_BYTES = 4;
const LARGEST_VARINT = 10;
const WORD = 2 ** 32;

/** Growing bytes of protocol buffer fields. */
export class ProtobufWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  length = 0;

  constructor(capacity = 64 * 1024) {
    this.#bytes = new Uint8Array(capacity);
  }

  #reserve(count: number): void {
    if (this.#bytes.length - this.length >= count) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.length + count));
    larger.set(this.#bytes.subarray(0, this.length));
    this.#bytes = larger;
  }

  #varint(value: number): void {
    const bytes = this.#bytes;
    let rest = value;
    while (rest >= 0x80) {
      bytes[this.length++] = (rest % 128) | 0x80;
      rest = rest < WORD ? rest >>> 7 : Math.floor(rest / 128);
    }
    bytes[this.length++] = rest;
  }

  /** A field of up to 53 bits. */
  unsigned(field: number, value: number): void {
    this.#reserve(2 * LARGEST_VARINT);
    this.#varint(field * 8 + VARINT);
    this.#varint(value);
  }

  /** A field of 32 bits with a sign, which is extended to 64. */
  signed(field: number, value: number): void {
    if (value >= 0) this.unsigned(field, value);
    else this.words(field, value >>> 0, 0xffffffff);
  }

  /** A field of 64 bits in two halves. */
  words(field: number, low: number, high: number): void {
    this.#reserve(2 * LARGEST_VARINT);
    this.#varint(field * 8 + VARINT);
    if (high < 0x200000) {
      this.#varint(high * WORD + low);
      return;
    }
    const bytes = this.#bytes;
    let at = this.length;
    for (let shift = 0; shift < 28; shift += 7) bytes[at++] = ((low >>> shift) & 0x7f) | 0x80;
    bytes[at++] = (low >>> 28) | ((high & 7) << 4) | 0x80;
    this.length = at;
    this.#varint(high >>> 3);
  }

  unsigned64(field: number, value: bigint): void {
    this.words(field, Number(value & 0xffffffffn), Number(value >> 32n));
  }

  fixed64(field: number, value: bigint): void {
    this.#reserve(2 * LARGEST_VARINT);
    this.#varint(field * 8 + FIXED64);
    new DataView(this.#bytes.buffer).setBigUint64(this.length, value, true);
    this.length += 8;
  }

  /** Text `start` to `end` of `bytes`, one character to a byte. */
  text(field: number, bytes: Uint8Array, start: number, end: number): void {
    let size = end - start;
    for (let at = start; at < end; at++) size += (bytes[at] as number) >>> 7;
    this.#reserve(size + 2 * LARGEST_VARINT);
    this.#varint(field * 8 + LENGTH);
    this.#varint(size);
    const target = this.#bytes;
    let to = this.length;
    for (let at = start; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte < 0x80) target[to++] = byte;
      else {
        target[to++] = 0xc0 | (byte >>> 6);
        target[to++] = 0x80 | (byte & 0x3f);
      }
    }
    this.length = to;
  }

  /** Text of one character to a byte. */
  string(field: number, text: string): void {
    let size = text.length;
    for (let at = 0; at < text.length; at++) size += text.charCodeAt(at) >>> 7;
    this.#reserve(size + 2 * LARGEST_VARINT);
    this.#varint(field * 8 + LENGTH);
    this.#varint(size);
    const target = this.#bytes;
    let to = this.length;
    for (let at = 0; at < text.length; at++) {
      const byte = text.charCodeAt(at);
      if (byte < 0x80) target[to++] = byte;
      else {
        target[to++] = 0xc0 | (byte >>> 6);
        target[to++] = 0x80 | (byte & 0x3f);
      }
    }
    this.length = to;
  }

  /** Begins a message; what it returns is for `end`. */
  begin(field: number): number {
    this.#reserve(LARGEST_VARINT + LENGTH_BYTES);
    this.#varint(field * 8 + LENGTH);
    this.length += LENGTH_BYTES;
    return this.length;
  }

  end(start: number): void {
    let size = this.length - start;
    for (let at = start - LENGTH_BYTES; at < start - 1; at++) {
      this.#bytes[at] = (size & 0x7f) | 0x80;
      size >>>= 7;
    }
    this.#bytes[start - 1] = size;
  }

  /** All that was written; the writer begins anew. */
  take(): Uint8Array {
    const bytes = this.#bytes.slice(0, this.length);
    this.length = 0;
    return bytes;
  }
}
