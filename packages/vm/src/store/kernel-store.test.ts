import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type PinnedPackage, VmDefinitionSchema } from '@uringlab/schema';
import { describe, expect, test } from 'vitest';
import type { FoundDefinition } from '../definition/find-definitions.ts';
import { DebianRepository } from '../testing/debian-repository.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { type Cache, openCache } from './cache-directory.ts';
import { buildFromSource, fetchKernel, findKernel } from './kernel-store.ts';
import { bytesOf, pruneStore } from './prune-store.ts';
import { withLock } from './store-lock.ts';

const RELEASE = '5.99-lab-amd64';
const NAME = `linux-image-${RELEASE}`;
const FILES = {
  [`boot/vmlinuz-${RELEASE}`]: 'an image',
  [`boot/config-${RELEASE}`]: 'CONFIG_VIRTIO=m\n',
  [`lib/modules/${RELEASE}/modules.order`]: '',
  [`lib/modules/${RELEASE}/modules.builtin`]: 'kernel/fs/ext4/ext4.ko\n',
  [`lib/modules/${RELEASE}/kernel/sound/loud.ko`]: 'nobody wants it',
};

function define(repository: DebianRepository, packages: PinnedPackage[]): FoundDefinition {
  const definition = VmDefinitionSchema.parse({
    name: 'test',
    title: 'A kernel of the test',
    kernel: { debian: { suites: ['lab'], mirror: repository.mirror, packages } },
  });
  return { definition, path: join(repository.directory, 'test.vm.yaml'), directory: repository.directory };
}

async function prepare(): Promise<{
  repository: DebianRepository;
  cache: Cache;
  pinned: PinnedPackage;
  found: FoundDefinition;
}> {
  const repository = new DebianRepository(temporaryDirectory());
  const cache = await openCache(join(temporaryDirectory(), 'cache'));
  const pinned = await repository.add(NAME, '5.99.1-1', FILES);
  return { repository, cache, pinned, found: define(repository, [pinned]) };
}

test('a pinned kernel is fetched once, unpacked, and found again without its archive', async () => {
  const { repository, cache, found } = await prepare();
  expect(await findKernel(cache, found)).toBeUndefined();
  const kernel = await fetchKernel(cache, found, {});
  expect(kernel.release).toBe(RELEASE);
  expect(kernel.source).toContain(`${NAME} 5.99.1-1`);
  expect(readFileSync(kernel.image, 'latin1')).toBe('an image');
  const modules = join(kernel.modules as string, 'lib/modules', RELEASE);
  expect(existsSync(join(modules, 'modules.dep'))).toBe(true);
  expect(existsSync(join(modules, 'kernel/sound'))).toBe(false);
  rmSync(repository.directory, { recursive: true });
  expect(await fetchKernel(cache, found, {})).toEqual(kernel);
  expect(await findKernel(cache, found)).toEqual(kernel);
});

test('modules under usr, and an image and its lists in packages of their own, make one kernel', async () => {
  const { repository, cache } = await prepare();
  const under = `usr/lib/modules/${RELEASE}`;
  const packages = [
    await repository.add('linux-binary-5.99', '1-1', { [`${under}/vmlinuz`]: 'split' }),
    await repository.add('linux-base-5.99', '1-1', {
      [`${under}/modules.order`]: '',
      [`${under}/config`]: '',
    }),
  ];
  const kernel = await fetchKernel(cache, define(repository, packages), {});
  expect(readFileSync(kernel.image, 'latin1')).toBe('split');
  expect(kernel.config).toBe(join(kernel.directory, 'lib/modules', RELEASE, 'config'));
});

test('two labs that want the same kernel at once both get it, and it is fetched once', async () => {
  const { cache, found } = await prepare();
  const said: string[] = [];
  const progress = (text: string): void => void said.push(text);
  const [one, other] = await Promise.all([
    fetchKernel(cache, found, { progress }),
    fetchKernel(cache, found, { progress }),
  ]);
  expect(one).toEqual(other);
  expect(said.filter((text) => text === 'unpacking the kernel')).toHaveLength(1);
});

test('a download that broke off goes on', async () => {
  const { repository, cache, pinned, found } = await prepare();
  const partial = join(cache.packages, `${pinned.sha256}.partial`);
  const name = `${NAME}_5.99.1-1_amd64.deb`;
  const whole = readFileSync(repository.pathOf(pinned));
  mkdirSync(partial, { recursive: true });
  writeFileSync(join(partial, name), whole);
  truncateSync(join(partial, name), whole.length >> 1);
  expect((await fetchKernel(cache, found, {})).release).toBe(RELEASE);
});

describe('what cannot be had', () => {
  test('a version that has vanished is answered by those that are there', async () => {
    const { repository, cache, pinned } = await prepare();
    await repository.add(NAME, '5.99.2-1', FILES);
    const gone = fetchKernel(cache, define(repository, [{ ...pinned, version: '5.99.0-1' }]), {});
    await expect(gone).rejects.toMatchObject({
      code: 'E_KERNEL_GONE',
      hint: expect.stringContaining('5.99.2-1, 5.99.1-1'),
    });
  });

  test('a package that has vanished is answered by those like it', async () => {
    const { repository, cache, pinned } = await prepare();
    const old = { ...pinned, package: 'linux-image-5.99-old-amd64' };
    await expect(fetchKernel(cache, define(repository, [old]), {})).rejects.toMatchObject({
      code: 'E_KERNEL_GONE',
      hint: expect.stringContaining(NAME),
    });
  });

  test('a package that is not the pinned one is refused before it is fetched', async () => {
    const { repository, cache, pinned } = await prepare();
    const other = { ...pinned, sha256: '0'.repeat(64) };
    await expect(fetchKernel(cache, define(repository, [other]), {})).rejects.toMatchObject({
      code: 'E_KERNEL_CHECKSUM',
      message: expect.stringContaining(pinned.sha256),
    });
  });

  test('a package that was damaged on its way is refused, and not kept', async () => {
    const { repository, cache, pinned, found } = await prepare();
    repository.damage(pinned);
    await expect(fetchKernel(cache, found, {})).rejects.toMatchObject({
      code: expect.stringMatching(/^E_KERNEL_(CHECKSUM|DOWNLOAD)$/),
    });
    expect(readdirSync(cache.packages).filter((name) => name.endsWith('.deb'))).toEqual([]);
    expect(await findKernel(cache, found)).toBeUndefined();
  });

  test('an archive that is not there says so', async () => {
    const { repository, cache, pinned } = await prepare();
    rmSync(join(repository.directory, 'dists'), { recursive: true });
    await expect(fetchKernel(cache, define(repository, [pinned]), {})).rejects.toMatchObject({
      code: 'E_KERNEL_DOWNLOAD',
    });
  });

  test('packages without a kernel are told apart from kernels', async () => {
    const { repository, cache } = await prepare();
    const empty = await repository.add('linux-image-none', '1-1', { 'usr/share/doc/none': '' });
    await expect(fetchKernel(cache, define(repository, [empty]), {})).rejects.toMatchObject({
      code: 'E_KERNEL_UNFIT',
    });
  });

  test('a lab that waits for another can be interrupted', async () => {
    const { repository, cache, pinned, found } = await prepare();
    const controller = new AbortController();
    const progress = (text: string): void => void (text.startsWith('waiting') && controller.abort());
    const other = define(repository, [pinned]);
    await withLock(cache, `package-${pinned.sha256}`, {}, async () => {
      await expect(fetchKernel(cache, other, { signal: controller.signal, progress })).rejects.toMatchObject({
        code: 'E_INTERRUPTED',
      });
    });
    expect((await fetchKernel(cache, found, {})).release).toBe(RELEASE);
  });

  test('a kernel from a package is not built, and one from source is not fetched', async () => {
    const { cache, found } = await prepare();
    await expect(buildFromSource(cache, found, {})).rejects.toMatchObject({ code: 'E_USAGE' });
    const { definition } = found;
    const from = { git: { url: '.', revision: 'HEAD' } };
    const source = { from, config: { base: 'tinyconfig' }, patches: [], make: [] };
    await expect(
      fetchKernel(cache, { ...found, definition: { ...definition, kernel: { source } } }, {}),
    ).rejects.toMatchObject({ code: 'E_KERNEL_BUILD', hint: 'uringlab vm build test' });
  });
});

test('prune leaves the kernels that are to be kept, and nothing else', async () => {
  const { repository, cache, found } = await prepare();
  const kept = await fetchKernel(cache, found, {});
  const other = await repository.add(NAME, '5.99.2-1', FILES);
  const dropped = await fetchKernel(cache, define(repository, [other]), {});
  const { bytes, removed } = await pruneStore(cache, new Set([kept.key]));
  expect(removed).toContain(dropped.directory);
  expect(bytes).toBeGreaterThan(0);
  expect(readdirSync(cache.kernels)).toEqual([kept.key]);
  expect(await bytesOf(kept.directory)).toBeGreaterThan(0);
  expect(await findKernel(cache, found)).toEqual(kept);
});
