import { z } from 'zod';
import { LabError } from './errors.ts';
import { SectorRangeSchema } from './sectors.ts';

/** One look at the bytes of a mismatch. `result` is bytes or a negative errno. */
export const LookSchema = z.strictObject({
  result: z.int(),
  /** Every byte up to the end of the file is what was last written there. */
  right: z.boolean(),
  ranges: z.array(SectorRangeSchema),
});
export type Look = z.infer<typeof LookSchema>;

/** 512 bytes from the first difference on (rounded down to a sector), as hex. */
export const SampleSchema = z.strictObject({
  /** Offset in the buffer. */
  at: z.int().nonnegative(),
  expected: z.string().regex(/^(?:[0-9a-f]{2})*$/),
  received: z.string().regex(/^(?:[0-9a-f]{2})*$/),
});
export type Sample = z.infer<typeof SampleSchema>;

/**
 * One line of mismatches.jsonl: an operation whose buffer is not what its consumer took it for. Of a write: one whose consumer takes more
 * for written than its count says. Then the look of the ring is the count, and the bytes that differ are those behind it.
 */
export const MismatchSchema = z.strictObject({
  /** The row of ops.arrow. */
  row: z.int().nonnegative(),
  phase: z.int().nonnegative(),
  file: z.int().nonnegative(),
  offset: z.int().nonnegative(),
  length: z.int().positive(),
  /** The first completion's result, and the bytes in hand when the consumer was done. */
  result: z.int(),
  total: z.int(),
  /** Buffer offset of the first byte that differs, and how many differ. */
  firstBad: z.int().nonnegative(),
  badBytes: z.int().positive(),
  /** What the application asked for first after a short result: from where on in the buffer, and at which file offset. */
  rest: z.strictObject({ position: z.int().positive(), offset: z.int().nonnegative() }).optional(),
  /** Page cache pages of the range just before the phase, one letter a page: U resident, '.' not (mincore(2)). */
  residentBefore: z
    .string()
    .regex(/^[U.]*$/)
    .optional(),
  sample: SampleSchema,
  looks: z.strictObject({ ring: LookSchema, buffered: LookSchema, direct: LookSchema.optional() }),
});
export type Mismatch = z.infer<typeof MismatchSchema>;

export function formatMismatches(mismatches: readonly Mismatch[]): string {
  return mismatches.map((mismatch) => `${JSON.stringify(mismatch)}\n`).join('');
}

/** Reads mismatches.jsonl. Throws E_RUN_DAMAGED with the line number. */
export function parseMismatches(text: string): Mismatch[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line, index) => {
    try {
      return MismatchSchema.parse(JSON.parse(line));
    } catch (cause) {
      throw new LabError('E_RUN_DAMAGED', `mismatches.jsonl, line ${index + 1}: not a mismatch record`, {
        cause,
      });
    }
  });
}
