/** Places of records of one type: the `sizes[i]` bytes at `starts[i]` of `views[i]`, for `i` below `length`. */
export interface RecordRows {
  readonly length: number;
  readonly views: readonly DataView[];
  readonly starts: Uint32Array;
  readonly sizes: Uint32Array;
}
