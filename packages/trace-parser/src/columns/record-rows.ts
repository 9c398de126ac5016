/** Memory that records lie in, seen as numbers of each width. */
export interface RecordArena {
  readonly view: DataView;
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
}

export function createArena(buffer: ArrayBuffer): RecordArena {
  return {
    view: new DataView(buffer),
    bytes: new Uint8Array(buffer),
    words: new Int32Array(buffer, 0, buffer.byteLength >> 2),
  };
}

/** Records of one type: the `sizes[i]` bytes at `starts[i]` of the arena, for `i` below `length`. */
export interface RecordRows {
  readonly arena: RecordArena;
  readonly length: number;
  readonly starts: Uint32Array;
  readonly sizes: Uint32Array;
  /** The least of `sizes`: what ends below it is in all records. */
  readonly smallest: number;
}
