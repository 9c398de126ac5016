import { statfs } from 'node:fs/promises';
import { formatBytes, LabError, MIB } from '@uringlab/schema';

/** Throws E_NO_SPACE before anything is written rather than ENOSPC in the middle. */
export async function requireFreeSpace(path: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(path);
  const free = bavail * bsize;
  if (free >= bytes) return;
  throw new LabError(
    'E_NO_SPACE',
    `${path} has ${formatBytes(Math.floor(free / MIB) * MIB)} free, the run needs ${formatBytes(Math.ceil(bytes / MIB) * MIB)}`,
    {
      hint: 'free some space, or name another place with --work DIR',
    },
  );
}
