/** What the events tell of a request. Times are nanoseconds of the trace's clock. */
export interface EventRequest {
  /** Who submitted it. */
  readonly thread: number;
  /** `READ`; `OP_99` where neither the kernel's events (5.19 and later) nor the lab have a name. */
  readonly opcode: string;
  readonly userData: bigint;
  /** IOSQE_* bits. */
  readonly sqeFlags: number;
  /** Submitted by the kernel's SQPOLL thread. */
  readonly byPollThread: boolean;
  /** Handed to an io-wq worker. */
  readonly punted: boolean;
  readonly submitted: bigint;
  /** Undefined: no completion was seen. */
  readonly completion: Completion | undefined;
}

interface Completion {
  readonly at: bigint;
  /** Bytes or a negative errno, and its flags. */
  readonly result: number;
  readonly cqeFlags: number;
}

/** IORING_CQE_F_MORE: further completions follow. */
export const CQE_MORE = 2;
