import { z } from 'zod';

/** What a 512-byte sector of a buffer turned out to be. */
export const SectorClassSchema = z.enum([
  /** What was expected. */
  'right',
  /** The poison put there before the request: nobody wrote to it. */
  'poison',
  /** Data an earlier request had left in the same buffer. */
  'earlier-read',
  /** The right place, an older write. */
  'old-generation',
  /** Valid data of another offset of the same file. */
  'other-offset',
  /** Valid data of another file of this run. */
  'other-file',
  /** Valid data of another run of the lab. */
  'other-run',
  'zeroes',
  /** A valid header, but the checksum over the sector does not hold. */
  'torn',
  /** Nothing the lab ever wrote. */
  'noise',
]);
export type SectorClass = z.infer<typeof SectorClassSchema>;

/** Where the bytes of a sector come from, as far as they say so themselves. */
export const OriginSchema = z.strictObject({
  /** The row of ops.arrow that poisoned the buffer, or whose data it still holds. */
  row: z.int().nonnegative().optional(),
  file: z.int().nonnegative().optional(),
  offset: z.int().nonnegative().optional(),
  generation: z.int().nonnegative().optional(),
});
export type Origin = z.infer<typeof OriginSchema>;

/** Bytes [start, end) of a buffer that are of one class and one origin. */
export const SectorRangeSchema = z.strictObject({
  start: z.int().nonnegative(),
  end: z.int().positive(),
  class: SectorClassSchema,
  /** The origin of the first sector of the range; later sectors follow on. */
  origin: OriginSchema.optional(),
});
export type SectorRange = z.infer<typeof SectorRangeSchema>;
