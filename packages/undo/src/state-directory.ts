import { existsSync } from 'node:fs';
import { lstat, mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '@uringlab/schema';

/** /run/uringlab for root; else in $XDG_RUNTIME_DIR, or in /tmp where there is none. */
function defaultStateDirectory(): string {
  const uid = process.getuid?.() ?? 0;
  if (uid === 0) return '/run/uringlab';
  const runtime = process.env.XDG_RUNTIME_DIR;
  return runtime !== undefined && existsSync(runtime) ? join(runtime, 'uringlab') : `/tmp/uringlab-${uid}`;
}

/**
 * The directory of the journals, made when it is missing (mode 0700). Whoever can write there can have the lab
 * remove things, so one that is a symbolic link, another user's, or writable by others is refused with E_PATH.
 */
export async function openStateDirectory(path = defaultStateDirectory()): Promise<string> {
  const refuse = (why: string, cause?: unknown): LabError =>
    new LabError('E_PATH', `the state directory ${path} ${why}`, {
      hint: `look at it, then remove it: ls -ld ${path}`,
      cause,
    });
  await mkdir(path, { recursive: true, mode: 0o700 }).catch((cause: Error) => {
    throw refuse(`cannot be made: ${cause.message}`, cause);
  });
  const stat = await lstat(path);
  if (!stat.isDirectory()) throw refuse('is not a directory');
  if (stat.uid !== process.getuid?.()) throw refuse(`belongs to user ${stat.uid}`);
  if ((stat.mode & 0o022) !== 0) throw refuse('can be written by other users');
  return await realpath(path);
}
