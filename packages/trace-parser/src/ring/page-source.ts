/** Consecutive sub-buffers of one CPU in memory. */
export interface PageWindow {
  /** Index of the first page among the CPU's pages. */
  readonly first: number;
  /** How many pages the window covers, at least 1. */
  readonly count: number;
  /** The pages one after the other, the first at offset 0 of `view`; null where they cannot be had (a damaged compressed chunk). */
  readonly view: DataView | null;
}

/** The sub-buffers one CPU recorded, however they are stored. */
export interface PageSource {
  readonly count: number;
  /**
   * Pages from `index` on: as many as are stored together or fit `into`, at least one. With `into` the bytes are valid until it
   * is used again; without, for as long as the window is held. `index` is less than `count`.
   */
  load(index: number, into?: Uint8Array): PageWindow;
  /** Where a page begins in the input, for diagnostics; of a compressed page, where its chunk begins. */
  offsetOf(index: number): number;
}
