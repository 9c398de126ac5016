import { z } from 'zod';
import { RateSchema } from './rate.ts';

export const CulpritSchema = z.enum([
  'application',
  'test-tool',
  'io_uring',
  'page-cache',
  'filesystem',
  'block',
  'device',
  /** The kernel as a whole: where in it, its console says. */
  'kernel',
  'nobody',
  'unknown',
]);
export type Culprit = z.infer<typeof CulpritSchema>;

export const FaultClassSchema = z.enum([
  'unhandled-short-read',
  'unhandled-short-write',
  /** The rest of a short read was asked for at another offset than where the read stopped. */
  'retry-at-wrong-offset',
  /** Requests in flight at one time share memory, and one of them writes to it. */
  'overlapping-memory',
  'legal-short-read',
  /** The file itself is not what it was when it was written: somebody truncated it, or punched holes into it. */
  'file-changed',
  'page-cache-differs-from-disk',
  /** Whole writes that are not on the disk: it holds what was there before. */
  'lost-write',
  /** Writes of which the disk holds one part, and for the rest what was there before. */
  'torn-write',
  /** Data that was written to one place lies at another, and its own place holds what was there before. */
  'misdirected-write',
  /** Wrong data on disk that is none of these, or cannot be told. */
  'wrong-data-on-disk',
  /** Wrong bytes inside the count that the ring returned, while page cache and disk are right. */
  'wrong-data-in-buffer',
  /** The program's own verification failed, and its requests, as far as they were seen, do not say why. */
  'verification-failed',
  /** Reads fail with an errno that the application gets to see. */
  'device-error',
  /** Of a guest: its kernel panicked, or ran into a bug of its own (oops, BUG, a sanitizer). */
  'kernel-crash',
  /** Of a guest: hung task, soft or hard lockup, RCU stall. */
  'kernel-stall',
  /** Of a guest: its lock checker found a possible deadlock. */
  'kernel-lock-order',
  /** A guest that did not end in its time, or went away, or filled its console; it does not say why. */
  'guest-lost',
  /** The disk of a guest was full. */
  'guest-out-of-space',
  'no-fault-found',
  'not-enough-evidence',
]);
export type FaultClass = z.infer<typeof FaultClassSchema>;

/** What made the kernel return short. */
export const TriggerSchema = z.enum([
  'nowait-partly-cached',
  'end-of-file',
  'hidden-error',
  'readahead-race',
  /** The ring's own first attempt, which may not wait, met a range that was only partly cached. */
  'partly-cached',
  /** RLIMIT_FSIZE, or the largest file that the file system can have: a write reached over it. */
  'file-size-limit',
  /** The file system had no room for all of a write. */
  'no-space',
  'unknown',
]);
export type Trigger = z.infer<typeof TriggerSchema>;

export const ConfidenceSchema = z.enum(['certain', 'high', 'medium', 'low']);
export type Confidence = z.infer<typeof ConfidenceSchema>;

/** A line that shows something: from the trace, the ring, a look, a peer call, the kernel log, or from watching a program's requests and calls, or the console of a guest. */
export const EvidenceSchema = z.strictObject({
  source: z.enum(['trace', 'ring', 'look', 'peer', 'dmesg', 'residency', 'strace', 'console']),
  /** One sentence, or for `trace`, `dmesg` and `console` the very line. */
  text: z.string(),
});
export type Evidence = z.infer<typeof EvidenceSchema>;

export const AlternativeSchema = z.strictObject({
  /** What else it could have been, as a statement. */
  claim: z.string(),
  /** The test that rules it out, and what it showed. */
  excludedBy: z.string(),
});
export type Alternative = z.infer<typeof AlternativeSchema>;

export const VerdictSchema = z.strictObject({
  culprit: CulpritSchema,
  class: FaultClassSchema,
  trigger: TriggerSchema.nullable(),
  /** `application: unhandled short read`. */
  title: z.string(),
  /** One sentence: symptom and cause. */
  sentence: z.string(),
  confidence: ConfidenceSchema,
  /** Whether page cache and disk hold what was written; null where it was not looked at. */
  pageCacheRight: z.boolean().nullable(),
  diskRight: z.boolean().nullable(),
  /** Is there something to mend (exit status 1 under --exit-code); null is "cannot tell" (125). */
  fault: z.boolean().nullable(),
  evidence: z.array(EvidenceSchema),
  alternatives: z.array(AlternativeSchema),
  unknowns: z.array(z.string()),
  /** A commit that mends it, where one is known. */
  fixedBy: z
    .strictObject({ commit: z.string().regex(/^[0-9a-f]{12,40}$/), subject: z.string(), release: z.string() })
    .nullable(),
});
export type Verdict = z.infer<typeof VerdictSchema>;

/** Where a step of a request's life took place. */
export const LaneSchema = z.enum([
  'application',
  'sq-thread',
  'io-wq',
  'task-work',
  'readahead',
  'block',
  'completion',
]);
export type Lane = z.infer<typeof LaneSchema>;

export const StepKindSchema = z.enum([
  'submit',
  'issue',
  'return',
  'readahead',
  'map',
  'page-added',
  'bio-queued',
  'bio-issued',
  'bio-completed',
  'punt',
  'requeue',
  'reissue',
  'short',
  'complete',
  'resubmit',
  'note',
]);
export type StepKind = z.infer<typeof StepKindSchema>;

/** One event of a request's life. */
export const StepSchema = z.strictObject({
  kind: StepKindSchema,
  lane: LaneSchema,
  /** Nanoseconds after the first step. */
  atNs: z.int(),
  /** What happened, values decoded: `returns -EAGAIN: the read would block`. */
  text: z.string(),
  /** The trace line as trace-cmd prints it; null where the step is from ring stamps. */
  line: z.string().nullable(),
  /** The negative errno of a bio that failed. */
  error: z.int().negative().optional(),
});
export type Step = z.infer<typeof StepSchema>;

/**
 * The pages of a request over time, one letter a page:
 * `.` not in the cache, `L` locked (read in flight), `U` uptodate, `C` copied to the buffer, `S` stale
 * (the buffer keeps what it held before), `?` not known.
 */
export const PageMapSchema = z.strictObject({
  pageBytes: z.int().positive(),
  rows: z.array(
    z.strictObject({ atNs: z.int().nullable(), label: z.string(), cells: z.string().regex(/^[.LUCS?]+$/) }),
  ),
});
export type PageMap = z.infer<typeof PageMapSchema>;

/** How the numbers of the layers fit together; each is null where the trace does not show it. */
export const AddressChainSchema = z.strictObject({
  /** Inode number and device `major:minor`. */
  inode: z.int().nullable(),
  device: z.string().nullable(),
  /** The range that the file system mapped; the request's own where the trace shows no mapping. */
  fileOffset: z.int(),
  length: z.int(),
  /** iomap address in bytes on the device, for fileOffset. */
  iomapAddress: z.int().nullable(),
  /** Sector of the first bio, and its sectors. */
  sector: z.int().nullable(),
  sectors: z.int().nullable(),
  /** The bio lies inside the mapping, on the same device. */
  consistent: z.boolean().nullable(),
  readaheadPages: z.int().nullable(),
  /** From the bio being queued to its completion. */
  bioNs: z.int().nullable(),
});
export type AddressChain = z.infer<typeof AddressChainSchema>;

/** A failing (or exemplary) request, rebuilt across layers. */
export const RequestLifeSchema = z.strictObject({
  /** Row of ops.arrow; null when the request is known from a trace alone. */
  row: z.int().nonnegative().nullable(),
  file: z.string(),
  offset: z.int().nonnegative(),
  length: z.int().positive(),
  result: z.int().nullable(),
  /** Results of each call into the file system for this request, in order. */
  attempts: z.array(z.int()),
  address: AddressChainSchema,
  steps: z.array(StepSchema),
  pageMap: PageMapSchema.nullable(),
});
export type RequestLife = z.infer<typeof RequestLifeSchema>;

/** Trace loss, three figures (what the recorder says, what the reader skipped, what was never read). */
export const LossSchema = z.strictObject({
  recordedLost: z.int().nonnegative(),
  unknownGaps: z.int().nonnegative(),
  skippedBytes: z.int().nonnegative(),
  overrun: z.int().nonnegative(),
});
export type Loss = z.infer<typeof LossSchema>;

/** findings.json: what the analyzer makes of a run, or of a bare trace. */
export const FindingsSchema = z.strictObject({
  format: z.literal('uringlab-findings'),
  version: z.literal(1),
  /** The run's id; null for a bare trace. */
  run: z.string().nullable(),
  source: z.string(),
  verdict: VerdictSchema,
  /** Failing operations of all phases; then each phase, so that the effect of tracing shows. */
  rate: RateSchema.nullable(),
  phaseRates: z.array(z.strictObject({ phase: z.string(), traced: z.boolean(), rate: RateSchema })),
  /** Numbered in the report: what the trace of the first failing request says, step by step. */
  interpretation: z.array(z.string()),
  requests: z.array(RequestLifeSchema),
  loss: LossSchema,
  /** What the reader of the trace had to say. */
  diagnostics: z.array(z.string()),
});
export type Findings = z.infer<typeof FindingsSchema>;
