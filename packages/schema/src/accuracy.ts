import { z } from 'zod';
import { CampaignFilesystemSchema, NotRunSchema } from './campaign.ts';
import { ConsumerSchema } from './plan.ts';
import { LabSchema } from './run.ts';
import { ConfidenceSchema, CulpritSchema, FaultClassSchema } from './verdict.ts';

/** What a verdict is worth, beside what the scenario was made to show. */
export const AccuracyMarkSchema = z.enum([
  /** The class that was expected, and nobody accused who has no part in it. */
  'right',
  /** Not enough evidence: no verdict, and it says so. */
  'unclear',
  /** No read of the run failed: what depends on timing did not come up, and no fault is the truth. */
  'not-shown',
  /** A fault where there is none. */
  'false-alarm',
  /** No fault where there is one. */
  'missed',
  /** There is a fault, and it is another; or there is none, and it is for another reason. */
  'other-class',
  /** The fault is that one, and the culprit another. */
  'other-culprit',
]);
export type AccuracyMark = z.infer<typeof AccuracyMarkSchema>;

/** How often each mark was given. */
export const MarkCountsSchema = z.record(AccuracyMarkSchema, z.int().nonnegative());
export type MarkCounts = z.infer<typeof MarkCountsSchema>;

/** A verdict that is not the expected one. */
export const AccuracyDeviationSchema = z.strictObject({
  mark: AccuracyMarkSchema,
  scenario: z.string(),
  consumer: ConsumerSchema,
  filesystem: CampaignFilesystemSchema,
  seed: z.int().nonnegative(),
  /** How the run was varied: `8 blocks of 64 KiB, depth 3, traced, load: cpu`. */
  variant: z.string(),
  /** The run directory, relative to the campaign's. */
  directory: z.string(),
  expected: FaultClassSchema.nullable(),
  class: FaultClassSchema,
  culprit: CulpritSchema,
  confidence: ConfidenceSchema,
  title: z.string(),
});
export type AccuracyDeviation = z.infer<typeof AccuracyDeviationSchema>;

/** accuracy.json: how often the lab's verdict is what its scenarios were made to show. */
export const AccuracySchema = z.strictObject({
  format: z.literal('uringlab-accuracy'),
  version: z.literal(1),
  lab: LabSchema,
  createdAt: z.iso.datetime(),
  /** Seed of the first runs. */
  seed: z.int().nonnegative(),
  runs: z.int().nonnegative(),
  /** Of all runs. */
  requests: z.int().nonnegative(),
  /** Of runs that are to find nothing: what false alarms are counted against. */
  cleanRuns: z.int().nonnegative(),
  cleanRequests: z.int().nonnegative(),
  marks: MarkCountsSchema,
  /** Runs by expected class (null: the kernel decides) and the class that was found. */
  confusion: z.array(
    z.strictObject({
      expected: FaultClassSchema.nullable(),
      found: z.array(z.strictObject({ class: FaultClassSchema, runs: z.int().positive() })),
    }),
  ),
  scenarios: z.array(
    z.strictObject({
      scenario: z.string(),
      consumer: ConsumerSchema,
      filesystem: CampaignFilesystemSchema,
      expected: FaultClassSchema.nullable(),
      runs: z.int().nonnegative(),
      requests: z.int().nonnegative(),
      marks: MarkCountsSchema,
      notRun: NotRunSchema.nullable(),
    }),
  ),
  deviations: z.array(AccuracyDeviationSchema),
});
export type Accuracy = z.infer<typeof AccuracySchema>;
