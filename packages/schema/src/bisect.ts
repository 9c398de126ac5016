import { z } from 'zod';
import {
  CampaignFilesystemSchema,
  CampaignRunSchema,
  KernelEntrySchema,
  KernelSpecSchema,
  NotRunSchema,
  ScenarioEntrySchema,
  ScenarioSpecSchema,
} from './campaign.ts';
import { LabSchema } from './run.ts';
import { FaultClassSchema } from './verdict.ts';

const SHARED = {
  scenario: ScenarioSpecSchema,
  filesystem: CampaignFilesystemSchema.default('xfs'),
  seed: z
    .int()
    .nonnegative()
    .max(2 ** 32 - 1)
    .default(208827),
  /** How sure "good" has to be: 1 minus the chance that a kernel with the fault shows it in none of the runs. */
  confidence: z.number().gt(0.5).lt(1).default(0.95),
  /** Runs of the kernel that is known to be bad: they tell how often the fault shows. */
  baselineRuns: z.int().min(1).max(1000).default(3),
  /** Runs of any other kernel, at most: what cannot be told apart by then is skipped. */
  maximumRuns: z.int().min(1).max(10_000).default(50),
};

/** What `uringlab bisect SPEC.yaml` reads: a list of kernels from good to bad, or a git tree. */
export const BisectSpecSchema = z.union([
  z.strictObject({
    ...SHARED,
    /** From the last known to be good to the first known to be bad. */
    kernels: z.array(KernelSpecSchema).min(2),
  }),
  z.strictObject({
    ...SHARED,
    git: z.strictObject({
      /** A git repository; it is worked on in a worktree of the lab's own. */
      tree: z.string().min(1),
      good: z.string().min(1),
      bad: z.string().min(1),
      /** Definition of the test VM, a path inside the tree, or a name or absolute path outside. */
      vm: z.string().min(1),
      append: z.string().min(1).optional(),
    }),
  }),
]);
export type BisectSpec = z.infer<typeof BisectSpecSchema>;
export type ListSpec = Extract<BisectSpec, { kernels: unknown }>;
export type GitSpec = Extract<BisectSpec, { git: unknown }>;

/** How often the fault shows on the kernel that has it. */
export const BaselineSchema = z.strictObject({
  class: FaultClassSchema,
  runs: z.strictObject({ hits: z.int().positive(), total: z.int().positive() }),
  operations: z.strictObject({ hits: z.int().positive(), total: z.int().positive() }).nullable(),
});
export type Baseline = z.infer<typeof BaselineSchema>;

/** good: told apart from the baseline with the confidence asked for. bad: the fault was seen. skip: neither. */
export const StepVerdictSchema = z.enum(['good', 'bad', 'skip']);
export type StepVerdict = z.infer<typeof StepVerdictSchema>;

/** One kernel of a bisection: a rung of the ladder. */
export const BisectStepSchema = z.strictObject({
  kernel: KernelEntrySchema,
  /** The commit it was built from, and its subject; null for an entry of a list. */
  commit: z.strictObject({ id: z.string(), subject: z.string() }).nullable(),
  /** Position in the list; null in a git tree. */
  index: z.int().nonnegative().nullable(),
  runs: z.array(CampaignRunSchema),
  notRun: NotRunSchema.nullable(),
  verdict: StepVerdictSchema.nullable(),
  /** Why, in one sentence. */
  reason: z.string(),
});
export type BisectStep = z.infer<typeof BisectStepSchema>;

export const BisectResultSchema = z.strictObject({
  /** Names of the last good and the first bad kernel or commit. */
  lastGood: z.string(),
  firstBad: z.string(),
  /** What lies between and could not be told: the change may be in any of these. */
  between: z.array(z.string()),
});
export type BisectResult = z.infer<typeof BisectResultSchema>;

/** bisect.json: every step's verdict is kept; the same command goes on where it was. */
export const BisectSchema = z.strictObject({
  format: z.literal('uringlab-bisect'),
  version: z.literal(1),
  lab: LabSchema,
  createdAt: z.iso.datetime(),
  scenario: ScenarioEntrySchema,
  filesystem: CampaignFilesystemSchema,
  confidence: z.number(),
  baselineRuns: z.int().positive(),
  maximumRuns: z.int().positive(),
  seed: z.int().nonnegative(),
  /** The list, in order; empty for a git tree. */
  kernels: z.array(KernelEntrySchema),
  git: z.strictObject({ tree: z.string(), good: z.string(), bad: z.string() }).nullable(),
  baseline: BaselineSchema.nullable(),
  steps: z.array(BisectStepSchema),
  result: BisectResultSchema.nullable(),
});
export type Bisect = z.infer<typeof BisectSchema>;
