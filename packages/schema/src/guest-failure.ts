import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ConsumerSchema } from './plan.ts';
import { ArtifactSchema, EnvironmentSchema, LabSchema } from './run.ts';
import { checkArtifact, parseJson, RUN_FILES, readPart } from './run-directory.ts';

/** Failures of a guest that are findings: whatever else keeps a run from being made is an error. */
export const GuestFailureCodeSchema = z.enum([
  'E_GUEST_PANIC',
  'E_GUEST_OOPS',
  'E_GUEST_STALL',
  'E_GUEST_LOCKDEP',
  'E_GUEST_TIMEOUT',
  'E_GUEST_FLOOD',
  'E_GUEST_GONE',
  'E_GUEST_NO_SPACE',
]);
export type GuestFailureCode = z.infer<typeof GuestFailureCodeSchema>;

/** run.json of a run whose guest failed: what was to be run, in what, and how it ended. */
export const FailedGuestRunSchema = z.strictObject({
  format: z.literal('uringlab-run'),
  kind: z.literal('guest-failure'),
  version: z.literal(1),
  id: z.string().regex(/^[0-9a-f]{16}$/),
  /** ISO 8601, UTC: when the guest had failed. */
  createdAt: z.iso.datetime(),
  lab: LabSchema,
  scenario: z.strictObject({
    name: z.string(),
    title: z.string(),
    seed: z.int().nonnegative(),
    blockBytes: z.int().positive(),
  }),
  consumer: ConsumerSchema,
  /** Of the guest, as it was before. */
  environment: EnvironmentSchema,
  /** Of its first disk. */
  filesystem: z.string(),
  failure: z.strictObject({
    code: GuestFailureCodeSchema,
    /** One sentence: `the kernel of debian-6.1 says: Kernel panic - not syncing: ...`. */
    message: z.string(),
    /** What the kernel said, without its time stamp; null where it was not the kernel that told. */
    line: z.string().nullable(),
    /** What the lab was doing: `reading with a plain ring, not traced`. */
    activity: z.string(),
    /** Seconds from power-on; `limitSeconds` is what the guest had. */
    afterSeconds: z.number().nonnegative(),
    limitSeconds: z.number().positive(),
  }),
  artifacts: z.array(ArtifactSchema),
});
export type FailedGuestRun = z.infer<typeof FailedGuestRunSchema>;

/** What a run whose guest failed left behind. */
export interface FailedGuestContents {
  run: FailedGuestRun;
  console: string;
}

export async function writeFailedGuestRun(directory: string, run: FailedGuestRun): Promise<void> {
  const text = JSON.stringify(FailedGuestRunSchema.parse(run), null, 2);
  await writeFile(join(directory, RUN_FILES.run), `${text}\n`);
}

/** Throws E_RUN_DAMAGED, naming the file. */
export async function readFailedGuestContents(directory: string): Promise<FailedGuestContents> {
  const run = parseJson(FailedGuestRunSchema, RUN_FILES.run, await readPart(directory, RUN_FILES.run));
  for (const artifact of run.artifacts) await checkArtifact(directory, artifact);
  return { run, console: (await readPart(directory, RUN_FILES.console)).toString('utf8') };
}
