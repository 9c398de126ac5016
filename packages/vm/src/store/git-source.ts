import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { LabError } from '@uringlab/schema';
import { runProgram } from '@uringlab/undo';
import { runLongProgram } from '../program/run-long-program.ts';
import { type Cache, keyOf } from './cache-directory.ts';
import { withLock } from './store-lock.ts';
import type { StoreOptions } from './store-options.ts';

/**
 * The commit of a revision, and the repository to take it from: a directory as it is (counted from the definition, and only read),
 * anything else as a bare clone in the cache. Throws E_KERNEL_DOWNLOAD, E_TOOL_MISSING.
 */
export async function resolveRevision(
  cache: Cache,
  url: string,
  revision: string,
  directory: string,
  options: StoreOptions & { isOffline?: boolean },
): Promise<{ repository: string; commit: string }> {
  const local = resolve(directory, url);
  const isLocal = existsSync(local);
  const repository = isLocal ? local : join(cache.git, `${keyOf(url)}.git`);
  const known = existsSync(repository) ? await parseRevision(repository, revision) : undefined;
  if (known !== undefined) return { repository, commit: known };
  if (!isLocal && options.isOffline !== true) {
    await withLock(cache, `git-${keyOf(url)}`, { signal: options.signal }, () =>
      fetchAll(url, repository, options),
    );
    const commit = await parseRevision(repository, revision);
    if (commit !== undefined) return { repository, commit };
  }
  throw new LabError('E_KERNEL_DOWNLOAD', `${url} has no revision ${revision}`, {
    hint: `git -C ${repository} log, to see which there are`,
  });
}

async function parseRevision(repository: string, revision: string): Promise<string | undefined> {
  const args = [
    '-C',
    repository,
    'rev-parse',
    '--quiet',
    '--verify',
    '--end-of-options',
    `${revision}^{commit}`,
  ];
  const output = await runProgram('git', args, { packageName: 'git' }).catch((error: LabError) => {
    if (error.code !== 'E_SYSTEM') throw error;
    return undefined;
  });
  return output?.stdout.trim();
}

async function fetchAll(url: string, repository: string, { signal, progress }: StoreOptions): Promise<void> {
  const isNew = !existsSync(repository);
  const target = isNew ? `${repository}.partial` : repository;
  if (isNew) await rm(target, { recursive: true, force: true });
  const args = isNew
    ? ['clone', '--bare', '--progress', '--', url, target]
    : ['-C', target, 'fetch', '--progress', '--', url, '+refs/*:refs/*'];
  progress?.(`fetching ${url}`);
  const { status, lastLines } = await runLongProgram('git', args, { signal, packageName: 'git' });
  if (status !== 0)
    throw new LabError('E_KERNEL_DOWNLOAD', `${url} cannot be fetched: ${lastLines.at(-1) ?? 'git failed'}`, {
      hint: 'see whether the address is right and the network is there',
    });
  if (isNew) await rename(target, repository);
}
