import { createHash } from 'node:crypto';
import type { Artifact } from '@uringlab/schema';

/** A text that is to become a file of the run directory. */
export function describeText(name: string, text: string): Artifact {
  const bytes = Buffer.from(text);
  return { name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}
