import { ArtifactSchema } from '@uringlab/schema';
import { z } from 'zod';

export const MANIFEST = 'manifest.json';

/** The first file of a bundle: what else is in it, and nothing but that may be. */
export const ManifestSchema = z.strictObject({
  format: z.literal('uringlab-bundle'),
  version: z.literal(1),
  /** Name of the run directory; for people. */
  name: z.string().max(200),
  lab: z.strictObject({ name: z.string().max(100), version: z.string().max(100) }),
  files: z
    .array(ArtifactSchema)
    .min(1)
    .max(1000)
    .refine((files) => new Set(files.map(({ name }) => name)).size === files.length, 'a name comes twice')
    .refine(
      (files) => files.every(({ name }) => !/^\.+$/.test(name) && name !== MANIFEST),
      'a name that none may have',
    ),
});
export type Manifest = z.infer<typeof ManifestSchema>;

/** Bytes of a manifest, at most: a thousand names of 255 bytes with their sums. */
export const MANIFEST_BYTES = 512 * 1024;
