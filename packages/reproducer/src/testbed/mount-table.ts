import { realpath } from 'node:fs/promises';
import { LabError } from '@uringlab/schema';
import { type Mount, readMounts } from '@uringlab/undo';

/** The mount a path lies on: the longest mount point above it, of two the one mounted last. */
export async function findMount(path: string): Promise<Mount> {
  const resolved = await realpath(path);
  const above = (await readMounts()).filter(
    (mount) => mount.path === '/' || resolved === mount.path || resolved.startsWith(`${mount.path}/`),
  );
  const longest = above.sort((a, b) => a.path.length - b.path.length).at(-1);
  if (longest === undefined)
    throw new LabError('E_SYSTEM', `no mount is shown for ${resolved}`, { hint: 'mount /proc' });
  return longest;
}
