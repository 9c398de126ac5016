import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { VmDefinitionSchema } from '@uringlab/schema';
import { runProgram } from '@uringlab/undo';
import { describe, expect, test } from 'vitest';
import type { FoundDefinition } from '../definition/find-definitions.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { requireBuildTools } from './build-tools.ts';
import { type Cache, openCache } from './cache-directory.ts';
import { buildFromSource, fetchKernel, findKernel } from './kernel-store.ts';

/** What of a kernel's source the build looks at: targets of make, and the script that merges a fragment. */
const TREE = {
  Kbuild: '',
  Makefile: `tinyconfig:
	echo CONFIG_64BIT=y >.config
olddefconfig:
	sed -i /CONFIG_NOT_THERE/d .config
bzImage:
	@echo '  CC      source.o'
	@test ! -e fails || { echo 'source.c:1: error: no good'; exit 1; }
	mkdir -p arch/x86/boot include/config
	cp source arch/x86/boot/bzImage
	touch System.map
	echo 5.99.0-lab >include/config/kernel.release
`,
  source: 'one\n',
  'scripts/kconfig/merge_config.sh': '#!/bin/sh\ncat "$3" >>"$2"\n',
};
const PATCH = '--- a/source\n+++ b/source\n@@ -1 +1 @@\n-one\n+two\n';

interface Prepared {
  cache: Cache;
  directory: string;
  define: (part?: { fragment?: string; patches?: string[]; revision?: string }) => FoundDefinition;
}

async function git(directory: string, ...args: string[]): Promise<void> {
  const identity = ['-c', 'user.name=lab', '-c', 'user.email=lab@example.org'];
  await runProgram('git', ['-C', directory, ...identity, ...args]);
}

async function prepare(): Promise<Prepared> {
  const directory = temporaryDirectory();
  const tree = join(directory, 'linux');
  for (const [path, text] of Object.entries(TREE)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  }
  chmodSync(join(tree, 'scripts/kconfig/merge_config.sh'), 0o755);
  await git(tree, 'init', '--quiet');
  await git(tree, 'add', '.');
  await git(tree, 'commit', '--quiet', '-m', 'the source');
  writeFileSync(join(directory, 'two.patch'), PATCH);
  const define: Prepared['define'] = ({ fragment, patches = [], revision = 'HEAD' } = {}) => {
    if (fragment !== undefined) writeFileSync(join(directory, 'fragment'), fragment);
    const config = { base: 'tinyconfig', ...(fragment === undefined ? {} : { fragment: 'fragment' }) };
    const source = { from: { git: { url: 'linux', revision } }, config, patches };
    const definition = VmDefinitionSchema.parse({ name: 'built', title: 'Built', kernel: { source } });
    return { definition, path: join(directory, 'built.vm.yaml'), directory };
  };
  return { cache: await openCache(join(directory, 'cache')), directory, define };
}

function whyNot(): string | undefined {
  try {
    requireBuildTools();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
const missing = whyNot();
if (missing !== undefined) console.warn(`skipped: ${missing}`);

describe.skipIf(missing !== undefined)('a kernel from source', () => {
  test('is built once, with patch and fragment, and its tree is removed', async () => {
    const { cache, define } = await prepare();
    const found = define({ fragment: 'CONFIG_IO_URING=y\n', patches: ['two.patch'] });
    await expect(fetchKernel(cache, found, {})).rejects.toMatchObject({ code: 'E_KERNEL_BUILD' });
    const kernel = await buildFromSource(cache, found, {});
    expect(kernel.release).toBe('5.99.0-lab');
    expect(kernel.source).toMatch(/^git [0-9a-f]{12} \+ two\.patch$/);
    expect(readFileSync(kernel.image, 'latin1')).toBe('two\n');
    expect(readFileSync(kernel.config as string, 'latin1')).toBe('CONFIG_64BIT=y\nCONFIG_IO_URING=y\n');
    expect(readdirSync(cache.builds)).toEqual([]);
    expect(await fetchKernel(cache, found, {})).toEqual(kernel);
    const said: string[] = [];
    await buildFromSource(cache, found, { progress: (text) => said.push(text) });
    expect(said).toEqual([]);
  });

  test('is another one after a change of what goes into it', async () => {
    const { cache, directory, define } = await prepare();
    const kernel = await buildFromSource(cache, define(), {});
    expect(await findKernel(cache, define({ patches: ['two.patch'] }))).toBeUndefined();
    writeFileSync(join(directory, 'linux/source'), 'three\n');
    await git(join(directory, 'linux'), 'commit', '--quiet', '-am', 'another source');
    const next = await buildFromSource(cache, define(), {});
    expect(next.key).not.toBe(kernel.key);
    expect(readFileSync(next.image, 'latin1')).toBe('three\n');
    expect(await findKernel(cache, define({ revision: 'HEAD~1' }))).toEqual(kernel);
  });

  test('that does not compile says where, and goes on from there', async () => {
    const { cache, directory, define } = await prepare();
    writeFileSync(join(directory, 'fails.patch'), '--- /dev/null\n+++ b/fails\n@@ -0,0 +1 @@\n+yes\n');
    const found = define({ patches: ['fails.patch'] });
    await expect(buildFromSource(cache, found, {})).rejects.toMatchObject({
      code: 'E_KERNEL_BUILD',
      message: 'building the kernel failed: source.c:1: error: no good',
    });
    const [tree = ''] = readdirSync(cache.builds);
    expect(existsSync(join(cache.builds, tree, 'fails'))).toBe(true);
    writeFileSync(join(cache.builds, tree, 'Makefile'), TREE.Makefile.replace('test ! -e fails', 'true'));
    const said: string[] = [];
    const kernel = await buildFromSource(cache, found, { progress: (text) => said.push(text) });
    expect(kernel.release).toBe('5.99.0-lab');
    expect(said).not.toContain('unpacking the source');
  });

  test('whose configuration does not take an option is not built', async () => {
    const { cache, define } = await prepare();
    const found = define({ fragment: 'CONFIG_NOT_THERE=y\n# CONFIG_64BIT is not set\n' });
    await expect(buildFromSource(cache, found, {})).rejects.toMatchObject({
      code: 'E_KERNEL_BUILD',
      message: expect.stringContaining('CONFIG_NOT_THERE=y, # CONFIG_64BIT is not set'),
    });
  });

  test('whose patch does not apply, or is not there, is not built', async () => {
    const { cache, directory, define } = await prepare();
    writeFileSync(join(directory, 'odd.patch'), PATCH.replace('-one', '-four'));
    await expect(buildFromSource(cache, define({ patches: ['odd.patch'] }), {})).rejects.toMatchObject({
      code: 'E_KERNEL_BUILD',
      message: expect.stringContaining('applying odd.patch failed'),
    });
    await expect(buildFromSource(cache, define({ patches: ['none.patch'] }), {})).rejects.toMatchObject({
      code: 'E_PATH',
    });
  });

  test('of a revision that is not there', async () => {
    const { cache, define } = await prepare();
    await expect(buildFromSource(cache, define({ revision: 'v0.0' }), {})).rejects.toMatchObject({
      code: 'E_KERNEL_DOWNLOAD',
      message: expect.stringContaining('has no revision v0.0'),
    });
  });
});
