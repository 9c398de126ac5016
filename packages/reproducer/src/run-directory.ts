import { mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { LabError } from '@uringlab/schema';
import type { Journal, Made } from '@uringlab/undo';

/** A run directory while it is being written: half a run is of no use to anybody. */
export interface RunDirectory {
  path: string;
  /** The run is whole, and the user's. */
  keep(): Promise<void>;
  /** Takes away what was written so far. */
  discard(): Promise<void>;
}

function cannotMake(path: string, cause: unknown): LabError {
  return new LabError('E_PATH', `${path} cannot be made`, {
    hint: 'name another directory with --out DIR',
    cause,
  });
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
  try {
    await mkdir(dirname(path), { recursive: true });
    await journal.make(made, () => mkdir(path));
  } catch (cause) {
    throw cannotMake(path, cause);
  }
  return { path, keep: () => journal.keep(made), discard: () => journal.undo(made) };
}
