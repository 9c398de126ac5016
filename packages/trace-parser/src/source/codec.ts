/** Undoes one kind of compression, block by block. */
export interface Codec {
  readonly name: string;
  /** The content of a whole block, which has `size` bytes; undefined when the block is damaged or has another size. */
  decompress(block: Uint8Array, size: number): Uint8Array | undefined;
}

/** The codec of that name; null for `none` and for names nobody knows. Loaded only where it is needed. */
export async function loadCodec(name: string): Promise<Codec | null> {
  if (name === 'zstd') return (await import('./zstd.ts')).loadZstd();
  if (name === 'zlib') return (await import('./zlib.ts')).zlibCodec;
  return null;
}
