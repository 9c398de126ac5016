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

function namesDiffer(entries: readonly { name: string }[]): boolean {
  return new Set(entries.map(({ name }) => name)).size === entries.length;
}
const NAMES_DIFFER = { message: 'two entries have the same name' };

/** What `uringlab matrix SPEC.yaml` reads. */
export const MatrixSpecSchema = z.strictObject({
  kernels: z.array(KernelSpecSchema).min(1).refine(namesDiffer, NAMES_DIFFER),
  filesystems: z.array(CampaignFilesystemSchema).min(1).default(['xfs']),
  scenarios: z.array(ScenarioSpecSchema).min(1).refine(namesDiffer, NAMES_DIFFER),
  /** Runs of each cell, each with a seed of its own. */
  repetitions: z.int().min(1).max(10_000).default(1),
  /** Seed of the first repetition. */
  seed: z
    .int()
    .nonnegative()
    .max(2 ** 32 - 1)
    .default(208827),
});
export type MatrixSpec = z.infer<typeof MatrixSpecSchema>;

/** One kernel, file system and scenario. */
export const MatrixCellSchema = z.strictObject({
  kernel: KernelEntrySchema,
  filesystem: CampaignFilesystemSchema,
  scenario: ScenarioEntrySchema,
  runs: z.array(CampaignRunSchema),
  /** Set while the next run could not be made. */
  notRun: NotRunSchema.nullable(),
});
export type MatrixCell = z.infer<typeof MatrixCellSchema>;

/** matrix.json: written after each run, so that the same command goes on where it was. */
export const MatrixSchema = z.strictObject({
  format: z.literal('uringlab-matrix'),
  version: z.literal(1),
  lab: LabSchema,
  createdAt: z.iso.datetime(),
  repetitions: z.int().positive(),
  cells: z.array(MatrixCellSchema),
});
export type Matrix = z.infer<typeof MatrixSchema>;
