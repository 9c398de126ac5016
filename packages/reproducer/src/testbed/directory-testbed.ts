import { randomBytes } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { LabError } from '@uringlab/schema';
import type { Journal } from '@uringlab/undo';
import { requireFreeSpace } from './free-space.ts';
import { findMount } from './mount-table.ts';
import type { Testbed } from './testbed.ts';

/** The logical block size that O_DIRECT needs at most on disks of today; the device's own may be 512. */
const DIRECT_ALIGNMENT = 4096;

/**
 * A directory of the lab's own inside `directory`, on whatever file system that is.
 * Throws E_PATH when it is no directory, or cannot be written.
 */
export async function useDirectory(directory: string, bytes: number, journal: Journal): Promise<Testbed> {
  const parent = resolve(directory);
  const found = await stat(parent).catch((cause: unknown) => {
    throw new LabError('E_PATH', `${parent} does not exist`, {
      hint: 'name a directory with --dir DIR',
      cause,
    });
  });
  if (!found.isDirectory())
    throw new LabError('E_PATH', `${parent} is not a directory`, { hint: 'name a directory with --dir DIR' });
  await requireFreeSpace(parent, bytes);
  const path = join(parent, `.uringlab-${randomBytes(4).toString('hex')}`);
  await journal.make({ kind: 'directory', path }, async () => {
    await mkdir(path, { mode: 0o700 }).catch((cause: unknown) => {
      throw new LabError('E_PATH', `${parent} cannot be written`, {
        hint: 'name another directory with --dir DIR',
        cause,
      });
    });
  });
  const mount = await findMount(path);
  return {
    description: {
      kind: 'directory',
      filesystem: mount.filesystem,
      mountOptions: mount.options,
      device: { ...mount.device, path: mount.source },
      fileDevice: mount.device,
      logicalBlockBytes: DIRECT_ALIGNMENT,
    },
    backingFile: null,
    pathOf: (name) => join(path, name),
  };
}
