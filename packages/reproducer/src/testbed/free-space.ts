import { statfs } from 'node:fs/promises';
import { formatBytes, LabError, MIB } from '@uringlab/schema';

/**
 * Throws E_NO_SPACE before anything is written rather than ENOSPC in the middle. `option` is the one that names another
 * place.
 */
export async function requireFreeSpace(
  path: string,
  bytes: number,
  option: '--dir' | '--work' | '--out',
): Promise<void> {
  const { blocks, bavail, bsize } = await statfs(path);
  const free = bavail * bsize;
  // What has no blocks at all, as /proc, is not full but something else, which the next step says.
  if (free >= bytes || blocks === 0) return;
  throw new LabError(
    'E_NO_SPACE',
    `${path} has ${formatBytes(Math.floor(free / MIB) * MIB)} free, the run needs ${formatBytes(Math.ceil(bytes / MIB) * MIB)}`,
    { hint: `free some space, or name another place with ${option} DIR` },
  );
}
