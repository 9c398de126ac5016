import type { ByteSource } from './byte-source.ts';

const PIECE = 64 * 1024;

/** All bytes of a source one piece after the other; a piece is valid until the next is asked for. */
export function* readPieces(source: ByteSource, size = PIECE): Generator<Uint8Array, void, undefined> {
  const into = new Uint8Array(size);
  for (let at = 0; at < source.size; ) {
    const piece = source.read(at, size, into);
    if (piece.length === 0) return;
    yield piece;
    at += piece.length;
  }
}
