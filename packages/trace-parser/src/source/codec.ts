/** Undoes one kind of compression, block by block. */
export interface Codec {
  readonly name: string;
  /** The content of a whole block, which has `size` bytes; undefined when the block is damaged or has another size. */
  decompress(block: Uint8Array, size: number): Uint8Array | undefined;
}
