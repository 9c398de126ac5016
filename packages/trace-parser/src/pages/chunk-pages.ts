import type { PageSource, PageWindow } from '../ring/page-source.ts';
import type { ByteSource } from '../source/byte-source.ts';
import type { Codec } from '../source/codec.ts';
import type { ChunkCache } from './chunk-cache.ts';
import type { Chunk } from './chunk-list.ts';

/** Pages that were compressed in chunks, which are decompressed one at a time. A damaged chunk costs its own pages. */
export class ChunkPages implements PageSource {
  readonly count: number;
  readonly #source: ByteSource;
  readonly #chunks: readonly Chunk[];
  readonly #codec: Codec;
  readonly #pageSize: number;
  /** Index of each chunk's first page. */
  readonly #firstPages: Float64Array;
  readonly #cache: ChunkCache;
  #compressed = new Uint8Array(0);

  constructor(
    source: ByteSource,
    chunks: readonly Chunk[],
    codec: Codec,
    pageSize: number,
    cache: ChunkCache,
  ) {
    this.#cache = cache;
    this.#source = source;
    this.#chunks = chunks;
    this.#codec = codec;
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
    let high = this.#chunks.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.#firstPages[middle] ?? 0) <= page) low = middle;
      else high = middle;
    }
    return low;
  }

  offsetOf(index: number): number {
    return this.#chunks[this.#find(index)]?.offset ?? 0;
  }

  load(index: number): PageWindow {
    const number = this.#find(index);
    const chunk = this.#chunks[number];
    const skipped = index - (this.#firstPages[number] ?? 0);
    const count = (chunk?.size ?? 0) / this.#pageSize - skipped;
    const content = chunk && this.#cache.get(chunk.offset, () => this.#decompress(chunk));
    if (content === undefined) return { first: index, count, view: null };
    const offset = content.byteOffset + skipped * this.#pageSize;
    return { first: index, count, view: new DataView(content.buffer, offset, count * this.#pageSize) };
  }

  #decompress({ offset, stored, size }: Chunk): Uint8Array | undefined {
    if (stored > this.#compressed.length) this.#compressed = new Uint8Array(stored);
    const block = this.#source.read(offset, stored, this.#compressed);
    return block.length === stored ? this.#codec.decompress(block, size) : undefined;
  }
}
