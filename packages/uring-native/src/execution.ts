/** What a sector of a buffer turned out to be; the order is that of native/core/classify.hpp. */
export const SECTOR_CLASSES = [
  'right',
  'poison',
  'earlier-read',
  'old-generation',
  'other-offset',
  'other-file',
  'other-run',
  'zeroes',
  'torn',
  'noise',
] as const;
export type SectorClass = (typeof SECTOR_CLASSES)[number];

/** Where bytes come from, as far as they say so themselves. `file` is the id stamped into the block. */
export interface Origin {
  row?: number;
  file?: number;
  offset?: number;
  generation?: number;
}

/** Bytes [start, end) of a buffer of one class and one origin; the origin is that of the first sector. */
export interface SectorRange {
  start: number;
  end: number;
  class: SectorClass;
  origin?: Origin;
}

/** Values of the `outcome` column. */
export const OUTCOME = { unverified: 0, right: 1, mismatch: 2, refused: 3, error: 4 } as const;

/** One row an operation that was submitted, in submission order. Times are CLOCK_MONOTONIC nanoseconds. */
export interface OpResults {
  kind: Uint8Array;
  file: Uint16Array;
  offset: BigInt64Array;
  length: Uint32Array;
  rwFlags: Uint32Array;
  sqeFlags: Uint8Array;
  generation: Uint32Array;
  /** 0x75726c << 40, plus the row; later attempts add attempt << 32. */
  userData: BigUint64Array;
  /** Number of the buffer: requests in flight at one time have different ones, unless slots share them. */
  buffer: Uint16Array;
  /** Just before the io_uring_enter(2), or the tail update under SQPOLL, that handed the SQE over. */
  submitNs: BigInt64Array;
  /** When the executor took the first CQE. */
  completeNs: BigInt64Array;
  /** The first CQE: bytes or a negative errno, and its flags. */
  result: Int32Array;
  cqeFlags: Uint32Array;
  /** Submissions, the first included; at most 256. */
  attempts: Uint16Array;
  /** The last CQE's result, and all bytes that arrived. */
  lastResult: Int32Array;
  total: Int32Array;
  /** OUTCOME. */
  outcome: Uint8Array;
  /** Bytes of the buffer that are not what the consumer took them for, by whole sectors. */
  badBytes: Uint32Array;
}

/** An operation whose buffer is not what its consumer took it for. */
export interface KeptMismatch {
  /** Index into the plan's operations. */
  row: number;
  /** Buffer offset of the first byte that differs. */
  firstBad: number;
  /** Bytes of all ranges that are not right. */
  badBytes: number;
  /** The first submission for the rest of a short result: from where on in the buffer, and at which file offset. */
  rest?: { position: number; offset: number };
  /** All bytes that the consumer took for valid, classified when the request completed. */
  ranges: SectorRange[];
  /** The whole buffer as it was then. */
  buffer: Uint8Array;
}

export interface ExecutionCounters {
  /** Reads and writes whose first result is shorter than asked, and not negative. */
  shortReads: number;
  /** First results that are a negative errno. */
  errors: number;
  mismatches: number;
  /** Submissions for the rest of a short result. */
  resubmissions: number;
  cqOverflows: number;
}

export interface Execution {
  /** Rows of `ops`: the operations that were submitted, and so completed. */
  completed: number;
  ops: OpResults;
  mismatches: KeptMismatch[];
  counters: ExecutionCounters;
  startNs: bigint;
  elapsedNs: bigint;
  /** The signal came before everything was submitted. */
  aborted: boolean;
  /** IORING_FEAT_* bits. */
  ringFeatures: number;
  executorTid: number;
}
