/** How far the pages of one CPU have been walked, and what is the same for all of them. Addresses are of this module's memory. */
@unmanaged
export class Stream {
  /** Place among the streams; settles ties. */
  rank: u32;
  pageSize: u32;
  timestampOffset: u32;
  commitOffset: u32;
  dataOffset: u32;
  longSize: u32;
  /** From the ring buffer's time to the trace's. */
  shift: u64;

  /** The next page of the window, and where the window ends. */
  nextPage: u32;
  windowEnd: u32;
  /** Where the last page of the stream ends, if it is in the window; else 0. */
  lastEnd: u32;
  /** Whether no window will follow. */
  isLast: u32;
  /** Whether a record of the window is in use, and whether the stream was given a window since the batch began. */
  isUsed: u32;
  hasLeft: u32;

  /** The next event header on the page, and where the committed data ends. */
  at: u32;
  end: u32;
  /** The record it stands on. */
  payload: u32;
  size: u32;
  base: u64;
  delta: f64;
  baseOrder: f64;
  order: f64;
  /** Events lost: before the next record that can be read, before this one, and before records that were not asked for. -1 is unknown. */
  pendingLoss: f64;
  lost: f64;
  carriedLoss: f64;
}

/** Counts of lost events add up; -1 is a count that nobody knows. */
export function addLoss(sum: f64, lost: f64): f64 {
  return sum < 0 || lost < 0 ? -1 : sum + lost;
}
