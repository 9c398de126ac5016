import { mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { LabError } from '@uringlab/schema';
import type { Journal, Made } from '@uringlab/undo';

/** A run directory while it is being written: half a run is of no use to anybody. */
export interface RunDirectory {
  path: string;
  /** The run is whole, and the user's. */
  keep(): Promise<void>;
  /**
   * Takes away what undoing the journal has left: what is in a directory that was the user's already, and the parents that
   * were made.
   */
  discard(): Promise<void>;
}

function cannotMake(path: string, cause: unknown): LabError {
  return new LabError('E_PATH', `${path} cannot be made`, {
    hint: 'name another directory with --out DIR',
    cause,
  });
}

/** Like mkdir -p, but Node's own says ENOENT where the system said EROFS. Returns what it made, the innermost first. */
async function makeParents(path: string): Promise<string[]> {
  try {
    await mkdir(path);
    return [path];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return [];
    if (code !== 'ENOENT') throw error;
  }
  const above = await makeParents(dirname(path));
  await mkdir(path);
  return [path, ...above];
}

/**
 * Makes the run directory, or takes an empty one. Throws E_PATH when there is something in it: a run is never
 * written over.
 */
export async function openRunDirectory(out: string, journal: Journal): Promise<RunDirectory> {
  const path = resolve(out);
  const names = await readdir(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw cannotMake(path, cause);
    return undefined;
  });
  if (names !== undefined) {
    if (names.length > 0) {
      throw new LabError('E_PATH', `${path} is not empty`, { hint: 'name a new directory with --out DIR' });
    }
    const empty = async (): Promise<void> => {
      for (const name of await readdir(path)) await rm(join(path, name), { recursive: true, force: true });
    };
    return { path, keep: async () => {}, discard: empty };
  }
  const made: Made = { kind: 'directory', path };
  let parents: string[];
  try {
    parents = await makeParents(dirname(path));
    await journal.make(made, () => mkdir(path));
  } catch (cause) {
    throw cannotMake(path, cause);
  }
  const removeParents = async (): Promise<void> => {
    // One that is not empty is another run's as well.
    for (const parent of parents) await rmdir(parent).catch(() => {});
  };
  return { path, keep: () => journal.keep(made), discard: removeParents };
}
