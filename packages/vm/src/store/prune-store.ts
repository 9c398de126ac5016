import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cache } from './cache-directory.ts';
import { withLock } from './store-lock.ts';

export interface Pruned {
  bytes: number;
  /** Directories and files removed, of the cache's folders. */
  removed: string[];
}

/** Bytes that a file, or all below a directory, takes on the disk; hard links count each time. */
export async function bytesOf(path: string): Promise<number> {
  const stat = await lstat(path).catch(() => undefined);
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.blocks * 512;
  const names = await readdir(path).catch(() => []);
  const sizes = await Promise.all(names.map((name) => bytesOf(join(path, name))));
  return sizes.reduce((sum, size) => sum + size, stat.blocks * 512);
}

/**
 * Removes what the store holds but for the kernels in `keep`: packages, kernels, broken-off builds, images, lists, clones, consoles.
 * Waits for labs that are making one of these.
 */
export async function pruneStore(cache: Cache, keep: ReadonlySet<string>): Promise<Pruned> {
  const pruned: Pruned = { bytes: 0, removed: [] };
  const drop = async (path: string, lock: string): Promise<void> => {
    await withLock(cache, lock, {}, async () => {
      pruned.bytes += await bytesOf(path);
      await rm(path, { recursive: true, force: true });
      pruned.removed.push(path);
    });
  };
  for (const folder of ['packages', 'kernels', 'builds', 'images', 'apt', 'git', 'consoles'] as const) {
    for (const name of await readdir(cache[folder])) {
      const key = name.split('.')[0] as string;
      if ((folder === 'kernels' || folder === 'builds') && keep.has(key)) continue;
      await drop(join(cache[folder], name), lockOf(folder, key));
    }
  }
  return pruned;
}

/** The lock under which the thing is made. */
function lockOf(folder: string, key: string): string {
  if (folder === 'packages') return `package-${key}`;
  if (folder === 'kernels' || folder === 'builds') return `kernel-${key}`;
  return `${folder}-${key}`;
}
