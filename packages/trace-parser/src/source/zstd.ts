import { ZSTDDecoder } from 'zstddec/stream';
import type { ByteSource } from './byte-source.ts';
import type { Codec } from './codec.ts';
import { readPieces } from './read-pieces.ts';

/** The decoder goes on without progress where the data are damaged; sound frames give nothing a few times at most. */
const MOST_EMPTY = 64;

async function loadDecoder(): Promise<ZSTDDecoder> {
  const decoder = new ZSTDDecoder();
  await decoder.init();
  return decoder;
}

/** Chunks and sections of zstd. Their frames do not say how large the content is, the recorder does beside them. */
export async function loadZstd(): Promise<Codec> {
  const decoder = await loadDecoder();
  return {
    name: 'zstd',
    decompress(block, size) {
      if (block.length === 0 || size === 0) return undefined;
      const content = decoder.decode(block, size);
      return content.length === size ? content : undefined;
    },
  };
}

/** The content of a zstd file, frame after frame. Throws where the data are damaged or end early. */
export async function openZstdStream(source: ByteSource): Promise<Iterable<Uint8Array>> {
  const decoder = await loadDecoder();
  return readZstd(decoder, source);
}

function* readZstd(decoder: ZSTDDecoder, source: ByteSource): Generator<Uint8Array, void, undefined> {
  let empty = 0;
  for (const piece of decoder.decodeStreaming(readPieces(source))) {
    empty = piece.length === 0 ? empty + 1 : 0;
    if (empty > MOST_EMPTY) throw new Error('the zstd data are damaged');
    if (piece.length > 0) yield piece;
  }
}
