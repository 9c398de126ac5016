import { z } from 'zod';

/** Parts of how a ring is set up that a plan can do without. */
export const RingFeatureSchema = z.enum(['sqpoll', 'registeredFiles', 'registeredBuffers']);
export type RingFeature = z.infer<typeof RingFeatureSchema>;

/** What of a scenario is left out of a run; all of it stays where nothing is given. */
export const OmissionsSchema = z.strictObject({
  /** Names of the files that stay. */
  files: z.array(z.string()).optional(),
  /** Of the reads that the scenario arranges on the files that stay: the places of those that stay. */
  reads: z.array(z.int().nonnegative()).optional(),
  /** Names of the rings that stay, and what none of them has. */
  rings: z.array(z.string()).optional(),
  withoutRingFeatures: z.array(RingFeatureSchema).optional(),
  /** No RWF_* flags. */
  withoutRequestFlags: z.literal(true).optional(),
  /** No POSIX_FADV_RANDOM. */
  withoutAdvice: z.literal(true).optional(),
});
export type Omissions = z.infer<typeof OmissionsSchema>;

/** The plan of a run, as far as it can be made smaller. */
export const PlanShapeSchema = z.strictObject({
  /** Bytes of data, of a read, and reads in flight; how often everything is read at most. */
  fileBytes: z.int().positive(),
  blockBytes: z.int().positive(),
  depth: z.int().positive(),
  passes: z.int().positive(),
  without: OmissionsSchema,
});
export type PlanShape = z.infer<typeof PlanShapeSchema>;
