import { z } from 'zod';
import {
  ArtifactSchema,
  CaptureSummarySchema,
  EnvironmentSchema,
  LabSchema,
  RequestsRecordSchema,
} from './run.ts';

const count = z.int().nonnegative();

/** What became of results that were shorter than asked for, as the detector of uring-strace counts them. */
export const ShortCountsSchema = z.strictObject({
  endOfFile: count,
  handled: count,
  unhandled: count,
  /** Records that it depends on were lost, or were not watched. */
  unknown: count,
  /** Not looked at: how much was asked for is not known, or they were too many. */
  unjudged: count,
});
export type ShortCounts = z.infer<typeof ShortCountsSchema>;

/** What fio's verification says is wrong, and what the range held when fio had ended. Offset and length in bytes. */
export const VerifyErrorSchema = z.strictObject({
  /** fio's own line. */
  line: z.string(),
  file: z.string(),
  offset: count,
  length: count,
  /** A buffered and a direct pread gave the same bytes; null where not both could be had. */
  cacheIsDisk: z.boolean().nullable(),
  /** What fio had received, and what it expected, is what the buffered pread gave; null where fio left no dump (verify_dump=1). */
  receivedIsCache: z.boolean().nullable(),
  expectedIsCache: z.boolean().nullable(),
});
export type VerifyError = z.infer<typeof VerifyErrorSchema>;

/** One run of the command, watched from its beginning to its end. */
export const InvocationSchema = z.strictObject({
  /** Null when a signal ended it. */
  exitCode: z.int().nullable(),
  exitSignal: z.int().nullable(),
  /** CLOCK_MONOTONIC. */
  startNs: count,
  elapsedNs: count,
  submitted: count,
  completed: count,
  lost: count,
  /** Null: the source of requests cannot tell. */
  shorts: ShortCountsSchema.nullable(),
  /** Pairs of requests in flight whose memory overlaps while one of them writes to it; null as above. */
  overlaps: count.nullable(),
  /** The first of what fio's verification found; absent for other programs. */
  verifyErrors: z.array(VerifyErrorSchema).optional(),
});
export type Invocation = z.infer<typeof InvocationSchema>;

/** Completions with one negative errno. */
export const FailedResultsSchema = z.strictObject({
  /** `READ`. */
  operation: z.string(),
  result: z.int().negative(),
  count: z.int().positive(),
});
export type FailedResults = z.infer<typeof FailedResultsSchema>;

/** run.json of a command that is not the lab's own: what was run, how it was watched, and how it ended. */
export const CommandRunSchema = z.strictObject({
  format: z.literal('uringlab-run'),
  kind: z.literal('command'),
  version: z.literal(1),
  id: z.string().regex(/^[0-9a-f]{16}$/),
  /** ISO 8601, UTC. */
  createdAt: z.iso.datetime(),
  lab: LabSchema,
  command: z.strictObject({
    /** The program and its arguments. */
    words: z.array(z.string()).min(1),
    /** Where it ran. */
    directory: z.string(),
    /** The job file, when it is one of fio's. */
    job: z.string().nullable(),
  }),
  environment: EnvironmentSchema,
  /** A signal to the lab ended the command: what it would have done next is not known. */
  interrupted: z.boolean(),
  invocations: z.array(InvocationSchema).min(1),
  /** What requests are known from: BPF programs, or the kernel's trace events, which tell less. */
  source: z.enum(['bpf', 'events']),
  requests: RequestsRecordSchema,
  /** Completions that are an error, by operation and errno; null where sqe.arrow has them. */
  failed: z.array(FailedResultsSchema).nullable(),
  capture: CaptureSummarySchema,
  /** What is to be known of how it was recorded. */
  notes: z.array(z.string()),
  /** Every other file of the directory that this stage wrote. */
  artifacts: z.array(ArtifactSchema),
});
export type CommandRun = z.infer<typeof CommandRunSchema>;
