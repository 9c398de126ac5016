/** The polynomial of RFC 1952, its bits reversed. */
const POLYNOMIAL = 0xedb88320;

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit++) sum = (sum & 1) === 0 ? sum >>> 1 : (sum >>> 1) ^ POLYNOMIAL;
  return sum;
});

/** The check sum of gzip (RFC 1952, section 8), of bytes that come piece by piece. */
export class Crc32 {
  #sum = -1;

  add(bytes: Uint8Array): void {
    let sum = this.#sum;
    for (let at = 0; at < bytes.length; at++)
      sum = (TABLE[(sum ^ (bytes[at] as number)) & 0xff] as number) ^ (sum >>> 8);
    this.#sum = sum;
  }

  /** The sum so far, as an unsigned 32-bit integer. */
  get value(): number {
    return ~this.#sum >>> 0;
  }
}
