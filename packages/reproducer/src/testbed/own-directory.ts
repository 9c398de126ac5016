import { randomBytes } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { LabError } from '@uringlab/schema';
import type { Journal } from '@uringlab/undo';
import { requireFreeSpace } from './free-space.ts';

export interface OwnDirectory {
  /** The directory of the user's that it goes into. */
  parent: string;
  /** The option that names another parent, for hints. */
  option: '--dir' | '--work';
  /** What the name begins with; the rest is random. */
  prefix: string;
  /** Bytes that are going to be written there. */
  bytes: number;
}

/**
 * Makes a directory of the lab's own inside one of the user's, and returns its path. Throws E_PATH when the parent is no
 * directory or cannot be written, E_NO_SPACE when it has no room.
 */
export async function makeOwnDirectory(request: OwnDirectory, journal: Journal): Promise<string> {
  const parent = resolve(request.parent);
  const hint = `name another directory with ${request.option} DIR`;
  const found = await stat(parent).catch((cause: unknown) => {
    throw new LabError('E_PATH', `${parent} does not exist`, { hint, cause });
  });
  if (!found.isDirectory()) throw new LabError('E_PATH', `${parent} is not a directory`, { hint });
  await requireFreeSpace(parent, request.bytes, request.option);
  const path = join(parent, `${request.prefix}${randomBytes(4).toString('hex')}`);
  await journal.make({ kind: 'directory', path }, async () => {
    await mkdir(path, { mode: 0o700 }).catch((cause: unknown) => {
      throw new LabError('E_PATH', `${parent} cannot be written`, { hint, cause });
    });
  });
  return path;
}
