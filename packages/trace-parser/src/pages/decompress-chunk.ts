import type { ByteSource } from '../source/byte-source.ts';
import type { Codec } from '../source/codec.ts';
import type { Chunk } from './chunk-list.ts';

/** Decompresses chunks, through memory that is used again. */
export class ChunkDecompressor {
  readonly #source: ByteSource;
  readonly #codec: Codec;
  #compressed = new Uint8Array(0);

  constructor(source: ByteSource, codec: Codec) {
    this.#source = source;
    this.#codec = codec;
  }

  /** The content of a chunk; undefined where it is damaged or not there. */
  decompress({ offset, stored, size }: Chunk): Uint8Array | undefined {
    if (stored > this.#compressed.length) this.#compressed = new Uint8Array(stored);
    const block = this.#source.read(offset, stored, this.#compressed);
    return block.length === stored ? this.#codec.decompress(block, size) : undefined;
  }
}
