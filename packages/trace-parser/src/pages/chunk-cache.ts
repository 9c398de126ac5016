/** Decompressed bytes that are kept, of all CPUs together. */
const BUDGET = 6 * 1024 * 1024;

/** Chunks of one file that were decompressed last, by where they lie; undefined for those that cannot be. */
export class ChunkCache {
  readonly #contents = new Map<number, Uint8Array | undefined>();
  #bytes = 0;

  /** The content of the chunk at `offset`, decompressed by `decompress` unless it is still there. */
  get(offset: number, decompress: () => Uint8Array | undefined): Uint8Array | undefined {
    if (this.#contents.has(offset)) {
      const content = this.#contents.get(offset);
      // The order of insertion is the order of use.
      this.#contents.delete(offset);
      this.#contents.set(offset, content);
      return content;
    }
    const content = decompress();
    this.#contents.set(offset, content);
    this.#bytes += content?.length ?? 0;
    for (const [oldest, old] of this.#contents) {
      if (this.#bytes <= BUDGET || oldest === offset) break;
      this.#contents.delete(oldest);
      this.#bytes -= old?.length ?? 0;
    }
    return content;
  }
}
