import { Gunzip, unzlibSync } from 'fflate';
import type { ByteSource } from './byte-source.ts';
import type { Codec } from './codec.ts';
import { Crc32 } from './crc32.ts';
import { readPieces } from './read-pieces.ts';

/** Small, since a piece can hold a thousand times as much. */
const PIECE = 16 * 1024;
const ADLER_MODULUS = 65521;
/** As many bytes as 32 bits can sum up before the remainder has to be taken (RFC 1950). */
const ADLER_RUN = 3800;

function sumAdler32(bytes: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (let start = 0; start < bytes.length; start += ADLER_RUN) {
    const end = Math.min(bytes.length, start + ADLER_RUN);
    for (let at = start; at < end; at++) {
      low += bytes[at] ?? 0;
      high += low;
    }
    low %= ADLER_MODULUS;
    high %= ADLER_MODULUS;
  }
  return high * 65536 + low;
}

function inflate(block: Uint8Array, size: number): Uint8Array | undefined {
  try {
    return unzlibSync(block, { out: new Uint8Array(size) });
  } catch {
    return undefined;
  }
}

/** Chunks and sections of zlib (RFC 1950), with their check sums checked. */
export const zlibCodec: Codec = {
  name: 'zlib',
  decompress(block, size) {
    const content = inflate(block, size);
    if (content?.length !== size || block.length < 4) return undefined;
    const sum = new DataView(block.buffer, block.byteOffset, block.length).getUint32(block.length - 4);
    return sumAdler32(content) === sum ? content : undefined;
  },
};

/** Check sum and length, which end a member of a gzip file (RFC 1952). */
const TRAILER_SIZE = 8;

/** What a member's trailer says has to be what was decompressed. */
class MemberCheck {
  readonly #source: ByteSource;
  #sum = new Crc32();
  #length = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  add(piece: Uint8Array): void {
    this.#sum.add(piece);
    this.#length = (this.#length + piece.length) >>> 0;
  }

  /** Closes the member that ends at `end`; throws where its trailer says something else. */
  close(end: number): void {
    const trailer = this.#source.read(end - TRAILER_SIZE, TRAILER_SIZE);
    const view = new DataView(trailer.buffer, trailer.byteOffset, trailer.length);
    if (view.getUint32(0, true) !== this.#sum.value || view.getUint32(4, true) !== this.#length)
      throw new Error('the check sum of the gzip data is wrong, or they end early');
    this.#sum = new Crc32();
    this.#length = 0;
  }
}

/** The content of a gzip file, member after member. Throws, after what can be read, where the data are damaged or end early. */
export function* readGzip(source: ByteSource): Generator<Uint8Array, void, undefined> {
  const check = new MemberCheck(source);
  let ready: Uint8Array[] = [];
  const gunzip = new Gunzip((piece) => {
    check.add(piece);
    ready.push(piece);
  });
  let start = 0;
  gunzip.onmember = (offset) => {
    if (offset > start) check.close(offset);
    start = offset;
  };
  for (const piece of readPieces(source, PIECE)) {
    gunzip.push(piece.slice());
    yield* ready;
    ready = [];
  }
  gunzip.push(new Uint8Array(0), true);
  yield* ready;
  check.close(source.size);
}
