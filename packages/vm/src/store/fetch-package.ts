import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { type DebianArchive, LabError, type PinnedPackage } from '@uringlab/schema';
import { type Cache, sha256OfFile } from './cache-directory.ts';
import type { Stanza } from './debian-stanza.ts';
import { PrivateApt } from './private-apt.ts';
import { withLock } from './store-lock.ts';
import type { StoreOptions } from './store-options.ts';

const PROGRESS_MS = 2000;
const MIB = 2 ** 20;

/**
 * The .deb of a pinned package, in the cache under its sha256; fetched when it is not there.
 *
 * Throws E_KERNEL_GONE with the versions that there are, E_KERNEL_CHECKSUM when the archive has something else under that version,
 * E_KERNEL_DOWNLOAD, E_NO_SPACE, E_TOOL_MISSING, E_INTERRUPTED.
 */
export async function fetchPackage(
  cache: Cache,
  archive: DebianArchive,
  pinned: PinnedPackage,
  options: StoreOptions,
): Promise<string> {
  const path = packagePath(cache, pinned);
  if (existsSync(path)) return path;
  const waiting = (): void => options.progress?.(`waiting for another lab that fetches ${pinned.package}`);
  return await withLock(cache, `package-${pinned.sha256}`, { signal: options.signal, waiting }, async () => {
    if (existsSync(path)) return path;
    const apt = await PrivateApt.open(cache, archive, options);
    const stanza = await findPinned(cache, apt, archive, pinned, options);
    await requireRoom(cache, stanza.bytes, pinned.package);
    const partial = join(cache.packages, `${pinned.sha256}.partial`);
    await mkdir(partial, { recursive: true });
    const watch = setInterval(() => void sayProgress(partial, stanza, options), PROGRESS_MS);
    try {
      options.progress?.(
        `fetching ${pinned.package} ${pinned.version}, ${Math.ceil(stanza.bytes / MIB)} MiB`,
      );
      await apt.download(pinned.package, pinned.version, partial);
    } finally {
      clearInterval(watch);
    }
    await takeIn(partial, path, pinned);
    return path;
  });
}

export function packagePath(cache: Cache, { sha256 }: PinnedPackage): string {
  return join(cache.packages, `${sha256}.deb`);
}

/** Looks the package up; lists that do not have it may be old, and are fetched again once. */
async function findPinned(
  cache: Cache,
  apt: PrivateApt,
  { suites, mirror }: DebianArchive,
  pinned: PinnedPackage,
  options: StoreOptions,
): Promise<Stanza> {
  const find = async (): Promise<Stanza | undefined> =>
    (await apt.show(pinned.package)).find(({ version }) => version === pinned.version);
  const found =
    (await find()) ??
    (await withLock(cache, `apt-${apt.key}`, { signal: options.signal }, async () => {
      await apt.update();
      return await find();
    }));
  const where = `${suites.join(', ')}${mirror === undefined ? '' : ` of ${mirror}`}`;
  if (found === undefined) throw await gone(apt, pinned, where);
  if (found.sha256 !== pinned.sha256) throw wrongChecksum(pinned, found.sha256, where);
  return found;
}

async function gone(apt: PrivateApt, pinned: PinnedPackage, where: string): Promise<LabError> {
  const versions = (await apt.show(pinned.package)).map(({ version }) => version);
  const message = `${pinned.package} ${pinned.version} is not in ${where}: archives keep a few point releases alone`;
  if (versions.length > 0)
    return new LabError('E_KERNEL_GONE', message, {
      hint: `there are ${versions.join(', ')}: put one of them, and its sha256, into the definition`,
    });
  // The number of a kernel's ABI is part of its package's name, and changes with point releases.
  const [stem = pinned.package] = /^[a-z-]+\d+(?:\.\d+)?/.exec(pinned.package) ?? [];
  const flavour = /-([a-z]\w*(?:-unsigned)?)$/.exec(pinned.package)?.[1] ?? '';
  const alike = (await apt.search(`^${stem.replaceAll('.', '\\.')}.*${flavour}$`)).sort();
  return new LabError('E_KERNEL_GONE', message, {
    hint:
      alike.length === 0
        ? `there is nothing like it: see which suite has a package ${stem}...`
        : `there are ${alike.slice(-8).join(', ')}: put one of them, its version and sha256 into the definition`,
  });
}

function wrongChecksum(
  { package: name, version, sha256 }: PinnedPackage,
  found: string,
  where: string,
): LabError {
  return new LabError(
    'E_KERNEL_CHECKSUM',
    `${name} ${version} of ${where} has the sha256 ${found}, the definition says ${sha256}`,
    {
      hint: 'correct the definition if you know that the package is right; otherwise do not trust the mirror',
    },
  );
}

async function requireRoom(cache: Cache, bytes: number, what: string): Promise<void> {
  const { bavail, bsize } = await statfs(cache.root);
  if (bavail * bsize < bytes)
    throw new LabError(
      'E_NO_SPACE',
      `${what} needs ${Math.ceil(bytes / MIB)} MiB in ${cache.root}, and ${Math.floor((bavail * bsize) / MIB)} MiB are free`,
      { hint: 'uringlab vm prune, or XDG_CACHE_HOME=DIRECTORY on another file system' },
    );
}

async function sayProgress(
  partial: string,
  { package: name, bytes }: Stanza,
  options: StoreOptions,
): Promise<void> {
  const [file] = await readdir(partial).catch(() => []);
  const found = file === undefined ? undefined : await stat(join(partial, file)).catch(() => undefined);
  if (found !== undefined)
    options.progress?.(`fetching ${name}: ${Math.floor(found.size / MIB)} of ${Math.ceil(bytes / MIB)} MiB`);
}

/** The one file in `partial` becomes the package. What has the wrong sha256 is removed, so that the next try starts anew. */
async function takeIn(partial: string, path: string, pinned: PinnedPackage): Promise<void> {
  const [name] = (await readdir(partial)).filter((file) => file.endsWith('.deb'));
  const found = name === undefined ? 'none' : await sha256OfFile(join(partial, name));
  if (name === undefined || found !== pinned.sha256) {
    await rm(partial, { recursive: true, force: true });
    throw wrongChecksum(pinned, found, 'the archive');
  }
  await rename(join(partial, name), path);
  await rm(partial, { recursive: true, force: true });
}
