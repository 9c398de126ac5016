import { z } from 'zod';

/** What the lab's application does with a completion that is shorter than asked. */
export const ConsumerSchema = z.enum([
  /** Takes the whole buffer for valid, as fio before 3.22 did. */
  'ignore',
  /** Takes a short completion for an error and does not use the buffer. */
  'strict',
  /** Asks for the rest until it has everything, an error, or the end of the file. */
  'resubmit',
  /** The same, but asks for it at the file offset that is the number of bytes done, as QEMU before 7.1 did. */
  'resubmit-wrong-offset',
]);
export type Consumer = z.infer<typeof ConsumerSchema>;

/** How the ring of a phase is set up. Counts are entries, times are milliseconds. */
export const RingOptionsSchema = z.strictObject({
  /** Requests kept in flight. */
  depth: z.int().min(1).max(4096),
  /** SQEs submitted by one io_uring_enter(2), 1..depth. */
  batch: z.int().min(1).max(4096),
  sqpoll: z.boolean(),
  sqpollIdleMs: z.int().min(1).max(60_000),
  registeredFiles: z.boolean(),
  registeredBuffers: z.boolean(),
  /** So many neighbouring slots of the ring have one buffer; each has its own without it. */
  slotsPerBuffer: z.int().min(1).max(4096).optional(),
});
export type RingOptions = z.infer<typeof RingOptionsSchema>;

/** One pass over the operations of a scenario, on a ring of its own. */
export const PhaseSchema = z.strictObject({
  name: z.string().min(1),
  traced: z.boolean(),
  consumer: ConsumerSchema,
  ring: RingOptionsSchema,
  /** Rows firstRow .. firstRow + operations - 1 of ops.arrow belong to this phase. */
  firstRow: z.int().nonnegative(),
  operations: z.int().nonnegative(),
  /** First results shorter than asked, and not negative. */
  shortReads: z.int().nonnegative(),
  /** First results that are a negative errno. */
  errors: z.int().nonnegative(),
  /** Operations whose buffer did not hold what the consumer took it for. */
  mismatches: z.int().nonnegative(),
  /** Reads the consumer sent for the rest of a short one. */
  resubmissions: z.int().nonnegative(),
  startNs: z.int().nonnegative(),
  elapsedNs: z.int().nonnegative(),
  cqOverflows: z.int().nonnegative(),
});
export type Phase = z.infer<typeof PhaseSchema>;
