import { z } from 'zod';
import { ConsumerSchema } from './plan.ts';
import { ConfidenceSchema, CulpritSchema, FaultClassSchema } from './verdict.ts';

/** The files of a campaign's directory; the run directories lie below `runs`. */
export const CAMPAIGN_FILES = {
  matrix: 'matrix.json',
  matrixPage: 'matrix.html',
  bisect: 'bisect.json',
  bisectPage: 'bisect.html',
  accuracy: 'accuracy.json',
} as const;

export const CampaignFilesystemSchema = z.enum(['xfs', 'ext4', 'btrfs']);

/** A kernel that runs are made on: this machine's, or that of a test VM. */
export const KernelEntrySchema = z.strictObject({
  /** What tables and directories call it. */
  name: z.string().min(1).max(80),
  /** A name from `uringlab vm list`, or the path of a definition; null for the kernel at hand. */
  vm: z.string().min(1).nullable(),
  /** Added to the kernel's command line. */
  append: z.string().nullable(),
});
export type KernelEntry = z.infer<typeof KernelEntrySchema>;

/** A scenario with what it is run with; null leaves the choice to the scenario. Sizes are bytes. */
export const ScenarioEntrySchema = z.strictObject({
  name: z.string().min(1).max(80),
  scenario: z.string().min(1),
  consumer: ConsumerSchema.nullable(),
  fileBytes: z.int().positive().nullable(),
  blockBytes: z.int().positive().nullable(),
  depth: z.int().positive().nullable(),
  trace: z.boolean(),
});
export type ScenarioEntry = z.infer<typeof ScenarioEntrySchema>;

/** `host` is the kernel at hand, any other word the name of a test VM or the path of its definition. */
export const KernelSpecSchema = z.union([
  z
    .string()
    .min(1)
    .transform((name): KernelEntry => ({ name, vm: name === 'host' ? null : name, append: null })),
  z
    .strictObject({ name: z.string().min(1).max(80), vm: z.string().min(1), append: z.string().optional() })
    .transform(({ name, vm, append }): KernelEntry => ({ name, vm, append: append ?? null })),
]);

export const ScenarioSpecSchema = z.union([
  z
    .string()
    .min(1)
    .transform((scenario) => scenarioEntry({ scenario })),
  z
    .strictObject({
      name: z.string().min(1).max(80).optional(),
      scenario: z.string().min(1),
      consumer: ConsumerSchema.optional(),
      fileBytes: z.int().positive().optional(),
      blockBytes: z.int().positive().optional(),
      depth: z.int().positive().optional(),
      trace: z.boolean().optional(),
    })
    .transform(scenarioEntry),
]);

interface GivenScenario {
  name?: string | undefined;
  scenario: string;
  consumer?: ScenarioEntry['consumer'] | undefined;
  fileBytes?: number | undefined;
  blockBytes?: number | undefined;
  depth?: number | undefined;
  trace?: boolean | undefined;
}

function scenarioEntry(given: GivenScenario): ScenarioEntry {
  return {
    name: given.name ?? given.scenario,
    scenario: given.scenario,
    consumer: given.consumer ?? null,
    fileBytes: given.fileBytes ?? null,
    blockBytes: given.blockBytes ?? null,
    depth: given.depth ?? null,
    trace: given.trace ?? false,
  };
}

/** One run of a campaign, and what came of it. */
export const CampaignRunSchema = z.strictObject({
  /** Seed of the order of the reads. */
  seed: z.int().nonnegative(),
  /** The run directory, relative to the campaign's. */
  directory: z.string(),
  seconds: z.number().nonnegative(),
  class: FaultClassSchema,
  title: z.string(),
  confidence: ConfidenceSchema,
  /** Absent in campaigns of labs that did not write it down. */
  culprit: CulpritSchema.optional(),
  /** How the run differs from what its scenario would choose; absent where it does not. */
  variant: z.string().optional(),
  /** As the verdict has it: null is "cannot tell". */
  fault: z.boolean().nullable(),
  /** Operations that failed, and all of them; null where the run does not count any. */
  operations: z.strictObject({ hits: z.int().nonnegative(), total: z.int().nonnegative() }).nullable(),
});
export type CampaignRun = z.infer<typeof CampaignRunSchema>;

/** Why a run could not be made: neither a pass nor a fault. */
export const NotRunSchema = z.strictObject({
  code: z.string(),
  message: z.string(),
  hint: z.string().nullable(),
});
export type NotRun = z.infer<typeof NotRunSchema>;
