import type { PageSource, PageWindow } from '../ring/page-source.ts';
import type { ByteSource } from '../source/byte-source.ts';
import type { Codec } from '../source/codec.ts';
import type { ChunkCache } from './chunk-cache.ts';
import type { Chunk } from './chunk-list.ts';
import { ChunkDecompressor } from './decompress-chunk.ts';

/** Chunks that somebody else has decompressed. */
export interface ChunkSupply {
  /** The content of a chunk, valid until the next is taken; null where it cannot be decompressed, undefined where it is not at hand. */
  take(number: number): Uint8Array | null | undefined;
}

/** Pages that were compressed in chunks, which are decompressed one at a time. A damaged chunk costs its own pages. */
export class ChunkPages implements PageSource {
  readonly count: number;
  readonly chunks: readonly Chunk[];
  /** Asked first for a chunk. */
  supply: ChunkSupply | undefined;
  readonly #decompressor: ChunkDecompressor;
  readonly #pageSize: number;
  /** Index of each chunk's first page. */
  readonly #firstPages: Float64Array;
  readonly #cache: ChunkCache;

  constructor(
    source: ByteSource,
    chunks: readonly Chunk[],
    codec: Codec,
    pageSize: number,
    cache: ChunkCache,
  ) {
    this.#cache = cache;
    this.chunks = chunks;
    this.#decompressor = new ChunkDecompressor(source, codec);
    this.#pageSize = pageSize;
    this.#firstPages = new Float64Array(chunks.length);
    let count = 0;
    for (const [index, chunk] of chunks.entries()) {
      this.#firstPages[index] = count;
      count += chunk.size / pageSize;
    }
    this.count = count;
  }

  #find(page: number): number {
    let low = 0;
    let high = this.chunks.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.#firstPages[middle] ?? 0) <= page) low = middle;
      else high = middle;
    }
    return low;
  }

  offsetOf(index: number): number {
    return this.chunks[this.#find(index)]?.offset ?? 0;
  }

  load(index: number, into?: Uint8Array): PageWindow {
    const number = this.#find(index);
    const chunk = this.chunks[number];
    const skipped = index - (this.#firstPages[number] ?? 0);
    const count = (chunk?.size ?? 0) / this.#pageSize - skipped;
    const content = chunk && this.#read(number, chunk, into !== undefined);
    if (content === undefined) return { first: index, count, view: null };
    const offset = content.byteOffset + skipped * this.#pageSize;
    return { first: index, count, view: new DataView(content.buffer, offset, count * this.#pageSize) };
  }

  #read(number: number, chunk: Chunk, isCopied: boolean): Uint8Array | undefined {
    const supplied = this.supply?.take(number);
    if (supplied === undefined)
      return this.#cache.get(chunk.offset, () => this.#decompressor.decompress(chunk));
    if (supplied === null) return undefined;
    return isCopied ? supplied : supplied.slice();
  }
}
