import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type KernelSource, LabError, type PinnedPackage, PinnedPackageSchema } from '@uringlab/schema';
import { z } from 'zod';
import { type Cache, keyOf } from './cache-directory.ts';
import type { Stanza } from './debian-stanza.ts';
import { PrivateApt } from './private-apt.ts';
import { withLock } from './store-lock.ts';
import type { StoreOptions } from './store-options.ts';

type Newest = Extract<Extract<KernelSource, { debian: unknown }>['debian'], { newest: string }>;

/** The parts of one kernel: image, or what was split from it. linux-base without a number is Debian's scripts. */
const PART = /^linux-(?:image|binary|modules|base)-\d/;

/** Which packages were the newest kernel when that was asked last; undefined when it never was. */
export async function readNewest(cache: Cache, newest: Newest): Promise<PinnedPackage[] | undefined> {
  const text = await readFile(recordPath(cache, newest), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : z.array(PinnedPackageSchema).parse(JSON.parse(text));
}

/** Asks the (signed) lists of the archive, and notes the answer. Throws E_KERNEL_GONE when there is no such package. */
export async function resolveNewest(
  cache: Cache,
  newest: Newest,
  options: StoreOptions,
): Promise<PinnedPackage[]> {
  return await withLock(cache, `apt-newest-${keyOf(newest)}`, { signal: options.signal }, async () => {
    const apt = await PrivateApt.open(cache, newest, options);
    await apt.update();
    const parts = new Map<string, Stanza>();
    await collect(apt, newest.newest, parts);
    if (parts.size === 0)
      throw new LabError(
        'E_KERNEL_GONE',
        `${newest.newest} of ${newest.suites.join(', ')} leads to no kernel`,
        {
          hint: 'name a package that depends on the newest kernel, such as linux-image-amd64',
        },
      );
    const packages = [...parts.values()].map(({ package: name, version, sha256 }) => ({
      package: name,
      version,
      sha256,
    }));
    await writeFile(recordPath(cache, newest), JSON.stringify(packages));
    return packages;
  });
}

async function collect(apt: PrivateApt, name: string, parts: Map<string, Stanza>): Promise<void> {
  if (parts.has(name)) return;
  const [stanza] = await apt.show(name);
  if (stanza === undefined) return;
  if (PART.test(name)) parts.set(name, stanza);
  for (const dependency of stanza.depends.filter((candidate) => PART.test(candidate)))
    await collect(apt, dependency, parts);
}

function recordPath(cache: Cache, newest: Newest): string {
  return join(cache.apt, `newest-${keyOf(newest)}.json`);
}
