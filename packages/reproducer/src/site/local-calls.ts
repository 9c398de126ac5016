import { open, stat, truncate } from 'node:fs/promises';
import { execute, extents, look, prepareCache, residency } from '@uringlab/uring-native';
import type { SiteCalls } from './site-calls.ts';

/** On the machine of the lab itself, by the native addon. */
export const localCalls: SiteCalls = {
  execute,
  look,
  prepareCache,
  residency: async (path, offset, length) => residency(path, offset, length),
  extents: async (path) => extents(path),
  truncate,
  sync: async (path) => {
    const handle = await open(path, 'r+');
    await handle.sync().finally(() => handle.close());
  },
  stat: async (path) => {
    const { ino, size, blksize, mode, dev } = await stat(path);
    // The encoding of the C library (gnu_dev_major(3)).
    const device = { major: (dev >>> 8) & 0xfff, minor: (dev & 0xff) | ((dev >>> 12) & 0xfff00) };
    return { inode: ino, bytes: size, blockBytes: blksize, mode, device };
  },
};
