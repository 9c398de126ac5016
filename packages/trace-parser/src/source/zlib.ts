import { Gunzip, unzlibSync } from 'fflate';
import type { ByteSource } from './byte-source.ts';
import type { Codec } from './codec.ts';
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

/** The content of a gzip file, member after member. Throws where the data are damaged or end early. */
export function* readGzip(source: ByteSource): Generator<Uint8Array, void, undefined> {
  let ready: Uint8Array[] = [];
  const gunzip = new Gunzip((piece) => ready.push(piece));
  for (const piece of readPieces(source, PIECE)) {
    gunzip.push(piece.slice());
    yield* ready;
    ready = [];
  }
  gunzip.push(new Uint8Array(0), true);
  yield* ready;
}
