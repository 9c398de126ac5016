import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { LabError } from '@uringlab/schema';
import type { Cache } from './cache-directory.ts';

export interface LockOptions {
  signal?: AbortSignal | undefined;
  /** Called once when somebody else holds it. */
  waiting?: () => void;
}

const PATIENCE_MS = 2000;

/**
 * Runs `work` while no other lab does the same in this cache. The lock is the kernel's (flock(2)), held by a child that ends with its
 * standard input: it is free again when this process ends, in whatever way.
 *
 * Throws E_INTERRUPTED when the signal comes while somebody else holds it.
 */
export async function withLock<T>(
  cache: Cache,
  name: string,
  { signal, waiting }: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  if (signal?.aborted) throw interrupted();
  const holder = spawn('flock', [join(cache.locks, name), 'sh', '-c', 'echo held; cat >/dev/null'], {
    // Not the terminal's: a Ctrl-C must not end it before what it guards is undone.
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  holder.stdin.on('error', () => {});
  const ended = once(holder, 'close');
  ended.catch(() => {});
  const patience = setTimeout(() => waiting?.(), PATIENCE_MS);
  const stop = (): void => void holder.kill('SIGKILL');
  signal?.addEventListener('abort', stop);
  try {
    const held = once(holder.stdout, 'data').then(() => true);
    const isHeld = await Promise.race([held, ended.then(() => false)]).catch((cause: Error) => {
      throw new LabError('E_TOOL_MISSING', 'flock is not installed', {
        hint: 'apt-get install util-linux',
        cause,
      });
    });
    clearTimeout(patience);
    signal?.removeEventListener('abort', stop);
    if (!isHeld)
      throw signal?.aborted
        ? interrupted()
        : new LabError('E_SYSTEM', `the lock ${join(cache.locks, name)} cannot be taken`);
    return await work();
  } finally {
    clearTimeout(patience);
    signal?.removeEventListener('abort', stop);
    holder.stdin.end();
    await ended.catch(() => {});
  }
}

function interrupted(): LabError {
  return new LabError('E_INTERRUPTED', 'stopped before the cache was free');
}
