import { join } from 'node:path';
import type { Journal } from '@uringlab/undo';
import { localCalls } from '../site/local-calls.ts';
import { findMount } from './mount-table.ts';
import { makeOwnDirectory } from './own-directory.ts';
import type { Testbed } from './testbed.ts';

/** The logical block size that O_DIRECT needs at most on disks of today; the device's own may be 512. */
const DIRECT_ALIGNMENT = 4096;

/**
 * A directory of the lab's own inside `parent`, on whatever file system that is. Throws E_PATH when `parent` is no
 * directory or cannot be written, E_NO_SPACE when it has no room for `bytes`.
 */
export async function useDirectory(parent: string, bytes: number, journal: Journal): Promise<Testbed> {
  const path = await makeOwnDirectory({ parent, option: '--dir', prefix: '.uringlab-', bytes }, journal);
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
    calls: localCalls,
    backingFile: null,
    pathOf: (name) => join(path, name),
    release: async () => {},
  };
}
