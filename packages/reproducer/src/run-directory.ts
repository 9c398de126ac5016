import { mkdir, readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { LabError } from '@uringlab/schema';

/** Makes the run directory. Throws E_PATH when there is something in it already: a run is never written over. */
export async function makeRunDirectory(path: string): Promise<string> {
  const directory = resolve(path);
  try {
    await mkdir(directory, { recursive: true });
  } catch (cause) {
    throw new LabError('E_PATH', `${directory} cannot be made`, {
      hint: 'name another directory with --out DIR',
      cause,
    });
  }
  if ((await readdir(directory)).length > 0) {
    throw new LabError('E_PATH', `${directory} is not empty`, {
      hint: 'name a new directory with --out DIR',
    });
  }
  return directory;
}
