import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { LabError, toLabError } from '@uringlab/schema';

/** $XDG_CACHE_HOME/uringlab, by default ~/.cache/uringlab (XDG Base Directory Specification). */
export function defaultCacheDirectory(): string {
  const base = process.env.XDG_CACHE_HOME;
  return join(base !== undefined && isAbsolute(base) ? base : join(homedir(), '.cache'), 'uringlab');
}

const FOLDERS = ['packages', 'kernels', 'builds', 'images', 'apt', 'git', 'locks', 'consoles'] as const;

/** What is kept between runs; all of it can be made again. */
export interface Cache extends Readonly<Record<(typeof FOLDERS)[number], string>> {
  root: string;
}

/** Throws E_PATH or E_NO_SPACE when the directory cannot be made. */
export async function openCache(root = defaultCacheDirectory()): Promise<Cache> {
  for (const name of FOLDERS) {
    await mkdir(join(root, name), { recursive: true }).catch((cause: Error) => {
      throw new LabError(toLabError(cause)?.code ?? 'E_PATH', `${join(root, name)} cannot be made`, {
        hint: 'XDG_CACHE_HOME=DIRECTORY names another place for the cache',
        cause,
      });
    });
  }
  const folders = Object.fromEntries(FOLDERS.map((name) => [name, join(root, name)]));
  return { root, ...folders } as unknown as Cache;
}

/** Twenty hexadecimal digits that stand for the value, whatever the order of its keys was. */
export function keyOf(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex').slice(0, 20);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`)
    .join()}}`;
}

export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
