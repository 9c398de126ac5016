import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { LabError } from '@uringlab/schema/errors';

/** What is there to be read. Throws E_PATH. */
export async function findInput(path: string, hint: string): Promise<Stats> {
  return stat(path).catch((cause: NodeJS.ErrnoException) => {
    const isMissing = cause.code === 'ENOENT' || cause.code === 'ENOTDIR';
    throw new LabError('E_PATH', `${path} ${isMissing ? 'does not exist' : 'cannot be read'}`, {
      hint,
      cause,
    });
  });
}
