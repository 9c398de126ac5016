import { z } from 'zod';

const count = z.number().nonnegative();

const StraceFileSchema = z.looseObject({
  path: z.string().optional(),
  inode: count.optional(),
  /** `major:minor` of the file system, as st_dev has it. */
  dev: z.string().optional(),
});

/** A request in a finding of uring-strace. Times are CLOCK_MONOTONIC nanoseconds; other members are kept as they are. */
export const StraceRequestSchema = z.looseObject({
  submitted_ns: count.optional(),
  completed_ns: count.optional(),
  tid: z.int(),
  pid: z.int(),
  /** `0xffff8881b6c6d800`. */
  ring: z.string(),
  /** Number of the submission in its run of the command; absent when the submission was not seen. */
  order: count.optional(),
  op: z.string(),
  user_data: z.string(),
  file: StraceFileSchema.optional(),
  result: z.int().optional(),
});
export type StraceRequest = z.infer<typeof StraceRequestSchema>;

const StraceCallSchema = z.looseObject({ tid: z.int(), pid: z.int(), call: z.string() });

/** What became of a read or a write that moved less than it was asked to. */
export const ShortFindingSchema = z.looseObject({
  type: z.literal('short'),
  /** Which run of the command, from 1. */
  run: z.int().positive(),
  state: z.enum(['open', 'end-of-file', 'handled', 'unhandled', 'unknown']),
  kind: z.enum(['read', 'write']),
  offset: count,
  asked: count,
  missing: count,
  nowait: z.boolean(),
  /** What made it too late to ask for the rest. */
  end: z
    .enum([
      'buffer-reused',
      'buffer-freed',
      'file-closed',
      'executed',
      'process-ended',
      'session-ended',
      'lost',
    ])
    .optional(),
  /** The process asked for as much, but at this offset. */
  wrong_offset: count.optional(),
  rest_asked: count.optional(),
  request: StraceRequestSchema,
  followed_by_request: StraceRequestSchema.optional(),
  followed_by_call: StraceCallSchema.optional(),
  /** Of the submitter, innermost first. */
  stack: z.array(z.string()).optional(),
});
export type ShortFinding = z.infer<typeof ShortFindingSchema>;

/** Two requests in flight at one time, of which one writes into memory of the other. */
export const OverlapFindingSchema = z.looseObject({
  type: z.literal('overlap'),
  run: z.int().positive(),
  address: z.string(),
  bytes: count,
  earlier: StraceRequestSchema,
  later: StraceRequestSchema,
});
export type OverlapFinding = z.infer<typeof OverlapFindingSchema>;

/** A line of strace.jsonl. */
export const StraceFindingSchema = z.discriminatedUnion('type', [ShortFindingSchema, OverlapFindingSchema]);
export type StraceFinding = z.infer<typeof StraceFindingSchema>;
