import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type DebianArchive, type KernelSource, LabError, type PinnedPackage } from '@uringlab/schema';
import type { FoundDefinition } from '../definition/find-definitions.ts';
import { type Build, describeBuild } from './build-inputs.ts';
import { buildKernel } from './build-kernel.ts';
import { type Cache, keyOf } from './cache-directory.ts';
import { fetchPackage } from './fetch-package.ts';
import { openFileKernel } from './file-kernel.ts';
import { type Kernel, readKernel } from './kernel-record.ts';
import { readNewest, resolveNewest } from './newest-kernel.ts';
import { withLock } from './store-lock.ts';
import type { StoreOptions } from './store-options.ts';
import { unpackKernel } from './unpack-kernel.ts';

interface PinnedKernel {
  archive: DebianArchive;
  packages: readonly PinnedPackage[];
}

/** The kernel of a definition when it is in the cache (or is a file); undefined when it is to be fetched or built first. */
export async function findKernel(cache: Cache, found: FoundDefinition): Promise<Kernel | undefined> {
  const { kernel } = found.definition;
  if ('file' in kernel) return await openFileKernel(kernel.file, found.directory);
  const key = await keyOfSource(cache, kernel, found);
  return key === undefined ? undefined : await readKernel(join(cache.kernels, key), key);
}

/** The same, fetched from Debian when it is not there; `refresh` asks anew which kernel is the newest. Throws as fetchPackage(). */
export async function fetchKernel(
  cache: Cache,
  found: FoundDefinition,
  options: StoreOptions & { refresh?: boolean },
): Promise<Kernel> {
  const { name, kernel } = found.definition;
  if ('file' in kernel) return await openFileKernel(kernel.file, found.directory);
  if ('source' in kernel) {
    const built = await findKernel(cache, found);
    if (built !== undefined) return built;
    throw new LabError('E_KERNEL_BUILD', `the kernel of ${name} has not been built`, {
      hint: `uringlab vm build ${name}`,
    });
  }
  const pinned = await pin(cache, kernel, options);
  const key = keyOfPackages(pinned.packages);
  return await makeKernel(cache, key, options, async (directory) => {
    const paths = [];
    for (const wanted of pinned.packages)
      paths.push(await fetchPackage(cache, pinned.archive, wanted, options));
    await unpackKernel(paths, describePackages(pinned.packages), directory, options);
    // All of it is in the store now, unpacked.
    for (const path of paths) await rm(path, { force: true });
  });
}

/** Builds the kernel of a definition from its source, unless the cache has it. Throws E_USAGE for one that is not built. */
export async function buildFromSource(
  cache: Cache,
  found: FoundDefinition,
  options: StoreOptions,
): Promise<Kernel> {
  const { name, kernel } = found.definition;
  if (!('source' in kernel))
    throw new LabError('E_USAGE', `the kernel of ${name} is not built from source`, {
      hint: `uringlab vm fetch ${name}`,
    });
  const build = await describeBuild(cache, kernel.source, found.directory, options);
  return await makeKernel(cache, build.key, options, (directory) =>
    buildKernel(cache, build, directory, options),
  );
}

/** One lab makes it, others wait; it is in the store whole, or not at all. */
async function makeKernel(
  cache: Cache,
  key: string,
  { signal, progress }: StoreOptions,
  make: (directory: string) => Promise<void>,
): Promise<Kernel> {
  const path = join(cache.kernels, key);
  const there = await readKernel(path, key);
  if (there !== undefined) return there;
  const waiting = (): void => progress?.('waiting for another lab that makes this kernel');
  return await withLock(cache, `kernel-${key}`, { signal, waiting }, async () => {
    const partial = `${path}.partial`;
    if ((await readKernel(path, key)) === undefined) {
      await rm(partial, { recursive: true, force: true });
      await make(partial);
      await rm(path, { recursive: true, force: true });
      await rename(partial, path);
    }
    const made = await readKernel(path, key);
    if (made === undefined) throw new LabError('E_SYSTEM', `${path} cannot be read after it was made`);
    return made;
  });
}

async function keyOfSource(
  cache: Cache,
  kernel: Exclude<KernelSource, { file: unknown }>,
  { directory }: FoundDefinition,
): Promise<string | undefined> {
  if ('source' in kernel) {
    const build: Build | undefined = await describeBuild(cache, kernel.source, directory, {
      isOffline: true,
    }).catch(() => undefined);
    return build?.key;
  }
  if ('packages' in kernel.debian) return keyOfPackages(kernel.debian.packages);
  const newest = await readNewest(cache, kernel.debian);
  return newest === undefined ? undefined : keyOfPackages(newest);
}

async function pin(
  cache: Cache,
  { debian }: Extract<KernelSource, { debian: unknown }>,
  options: StoreOptions & { refresh?: boolean },
): Promise<PinnedKernel> {
  if ('packages' in debian) return { archive: debian, packages: debian.packages };
  const known = options.refresh === true ? undefined : await readNewest(cache, debian);
  return { archive: debian, packages: known ?? (await resolveNewest(cache, debian, options)) };
}

function keyOfPackages(packages: readonly PinnedPackage[]): string {
  return keyOf({ unpack: 1, packages: packages.map(({ sha256 }) => sha256) });
}

function describePackages(packages: readonly PinnedPackage[]): string {
  return packages
    .map(({ package: name, version, sha256 }) => `${name} ${version} (sha256 ${sha256.slice(0, 12)})`)
    .join(', ');
}
