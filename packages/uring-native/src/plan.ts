/** How a ring is set up. Counts are entries, times are milliseconds. */
export interface RingOptions {
  /** Requests kept in flight, 1..4096. */
  depth: number;
  /** SQEs handed over by one io_uring_enter(2), 1..depth; a link chain is handed over whole. */
  batch: number;
  sqpoll: boolean;
  sqpollIdleMs: number;
  registeredFiles: boolean;
  registeredBuffers: boolean;
  /** So many neighbouring slots have one buffer, as no application should have it; 1 without it. 1..4096. */
  slotsPerBuffer?: number | undefined;
}

/** What the application does with a completion that is shorter than asked. */
export type Consumer = 'ignore' | 'strict' | 'resubmit' | 'resubmit-wrong-offset';

/** A file that the executor opens. */
export interface PlanFile {
  path: string;
  /** O_DIRECT. */
  direct: boolean;
  write: boolean;
  /** O_CREAT, mode 0644; what is there stays. */
  create?: boolean;
  /** POSIX_FADV_RANDOM on the executor's own descriptor: no readahead. */
  random?: boolean;
  /** Identity stamped into the blocks, 32 bits. */
  id: number;
}

/** Values of the `kind` column. */
export const PLAN_KIND = { read: 0, write: 1, fsync: 2 } as const;

/** The operations, in submission order, as parallel columns. */
export interface PlanOps {
  /** PLAN_KIND. */
  kind: Uint8Array;
  /** Index into `files` of the plan. */
  file: Uint16Array;
  offset: BigInt64Array;
  length: Uint32Array;
  /** RWF_* bits; for fsync the IORING_FSYNC_* bits. */
  rwFlags: Uint32Array;
  /** IOSQE_IO_DRAIN (2), IOSQE_IO_LINK (4), IOSQE_IO_HARDLINK (8), IOSQE_ASYNC (16). */
  sqeFlags: Uint8Array;
  /** Generation of the data: written, or expected to be read. */
  generation: Uint32Array;
}

export interface Plan {
  /** Identity of the run, 64 bits, stamped into the blocks. */
  runId: bigint;
  ring: RingOptions;
  files: PlanFile[];
  ops: PlanOps;
  consumer: Consumer;
  /** Whether reads are compared with what belongs there. */
  verify: boolean;
  /** Whether a buffer is poisoned before each read, so that bytes nobody wrote are known. */
  poison: boolean;
  /** Row of the first operation: rows number the poison and user_data. */
  firstRow: number;
  /** Size of each file in bytes, at the same index: nothing is expected beyond it. */
  fileBytes: bigint[];
  /** Mismatches of which the details and the buffer are kept. */
  keepMismatches: number;
  /** Stop submitting after this many mismatches; 0 or absent: never. */
  stopAfterMismatches?: number;
  /**
   * RLIMIT_FSIZE, in bytes, at least 1: writes that reach over it are short, and -EFBIG from there on. It counts for all files that a
   * process writes, so such a plan is run in a process of its own.
   */
  fileSizeLimit?: bigint;
}
