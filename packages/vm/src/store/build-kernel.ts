import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { LabError } from '@uringlab/schema';
import { runLongProgram } from '../program/run-long-program.ts';
import type { Build } from './build-inputs.ts';
import { requireBuildTools } from './build-tools.ts';
import type { Cache } from './cache-directory.ts';
import { fetchPackage } from './fetch-package.ts';
import { unmetOptions } from './kernel-config.ts';
import { writeKernelRecord } from './kernel-record.ts';
import type { StoreOptions } from './store-options.ts';

/** A kernel's source is 1.1 GiB unpacked, objects come on top. */
const NEEDED_BYTES = 2 * 2 ** 30;
const SAY_EVERY_MS = 10_000;

/** The same source gives the same kernel, whoever builds it and when (Documentation/kbuild/reproducible-builds.rst). */
const REPRODUCIBLE = {
  KBUILD_BUILD_TIMESTAMP: 'Thu Jan  1 00:00:00 UTC 1970',
  KBUILD_BUILD_USER: 'uringlab',
  KBUILD_BUILD_HOST: 'uringlab',
};

/**
 * Builds a kernel into `directory`. The tree stays in the cache until that has worked: a build that was stopped goes on where it was.
 *
 * Throws E_TOOL_MISSING, E_NO_SPACE, E_KERNEL_BUILD with what make said, E_INTERRUPTED, and what fetchPackage() throws.
 */
export async function buildKernel(
  cache: Cache,
  build: Build,
  directory: string,
  options: StoreOptions,
): Promise<void> {
  requireBuildTools();
  const tree = join(cache.builds, build.key);
  const stages: [name: string, work: () => Promise<void>][] = [
    ['unpacked', () => unpackSource(cache, build, tree, options)],
    ['patched', () => applyPatches(build, tree, options)],
    ['configured', () => configure(build, tree, options)],
  ];
  for (const [name, work] of stages) {
    const marker = join(tree, `.uringlab-${name}`);
    if (existsSync(marker)) continue;
    await work();
    await writeFile(marker, '');
  }
  await compile(build, tree, options);
  await install(build, tree, directory, options);
  await rm(tree, { recursive: true, force: true });
}

async function unpackSource(cache: Cache, build: Build, tree: string, options: StoreOptions): Promise<void> {
  const { bavail, bsize } = await statfs(cache.root);
  if (bavail * bsize < NEEDED_BYTES)
    throw new LabError('E_NO_SPACE', `building a kernel needs 2 GiB in ${cache.root}`, {
      hint: 'uringlab vm prune, or XDG_CACHE_HOME=DIRECTORY on another file system',
    });
  const { origin } = build;
  const [script, from] =
    origin.kind === 'git'
      ? [`git -C "$1" archive ${origin.commit} | tar -x -C "$2"`, origin.repository]
      : [
          // The package holds usr/src/linux-source-X.Y.tar.xz.
          'dpkg-deb --fsys-tarfile "$1" | tar -x -O --wildcards "./usr/src/*.tar.xz" | tar -x -J -C "$2" --strip-components=1 --no-same-owner',
          await fetchPackage(cache, origin.archive, origin.pinned, options),
        ];
  await rm(tree, { recursive: true, force: true });
  await mkdir(tree, { recursive: true });
  options.progress?.('unpacking the source');
  await runStep('unpacking the source', 'sh', ['-c', script, 'sh', from, tree], tree, options);
  if (!existsSync(join(tree, 'Kbuild')))
    throw new LabError('E_KERNEL_BUILD', `${build.description} holds no source of a kernel`, {
      hint: 'a package linux-source-X.Y, or a git tree of the kernel, is expected',
    });
}

async function applyPatches({ patches }: Build, tree: string, options: StoreOptions): Promise<void> {
  for (const { name, text } of patches) {
    options.progress?.(`applying ${name}`);
    const file = join(tree, '.uringlab-patch');
    await writeFile(file, text);
    await runStep(`applying ${name}`, 'patch', ['-p1', '--forward', '--batch', '-i', file], tree, options);
  }
}

async function configure(build: Build, tree: string, options: StoreOptions): Promise<void> {
  options.progress?.('configuring the kernel');
  const make = (...targets: string[]) =>
    runStep('configuring', 'make', [...makeArguments(build), ...targets], tree, options);
  if ('text' in build.base) await writeFile(join(tree, '.config'), build.base.text);
  else await make(build.base.target);
  if (build.fragment !== undefined) {
    await writeFile(join(tree, '.uringlab-fragment'), build.fragment);
    const merge = ['-m', '.config', '.uringlab-fragment'];
    await runStep('configuring', 'scripts/kconfig/merge_config.sh', merge, tree, options);
  }
  await make('olddefconfig');
  const unmet = unmetOptions(build.fragment ?? '', await readFile(join(tree, '.config'), 'utf8'));
  if (unmet.length > 0)
    throw new LabError('E_KERNEL_BUILD', `the configuration did not take ${unmet.slice(0, 8).join(', ')}`, {
      hint: 'another option that these need is off, or one that selects them is on: correct the fragment',
    });
}

async function compile(build: Build, tree: string, options: StoreOptions): Promise<void> {
  const began = Date.now();
  let steps = 0;
  let said = began;
  const line = (text: string): void => {
    if (/^ {2}[A-Z]/.test(text)) steps++;
    if (Date.now() - said < SAY_EVERY_MS) return;
    said = Date.now();
    options.progress?.(`building the kernel: ${steps} steps, ${Math.round((said - began) / 1000)} s`);
  };
  options.progress?.('building the kernel; this takes minutes, and goes on where it was when it is stopped');
  const targets = ['bzImage', ...((await hasModules(tree)) ? ['modules'] : [])];
  const args = [`-j${availableParallelism()}`, ...makeArguments(build), ...targets];
  await runStep('building the kernel', 'make', args, tree, options, line);
}

async function install(build: Build, tree: string, directory: string, options: StoreOptions): Promise<void> {
  await mkdir(directory, { recursive: true });
  const withModules = await hasModules(tree);
  if (withModules) {
    const args = [...makeArguments(build), `INSTALL_MOD_PATH=${directory}`, 'modules_install'];
    await runStep('installing the modules', 'make', args, tree, options);
  }
  await copyFile(join(tree, 'arch/x86/boot/bzImage'), join(directory, 'vmlinuz'));
  await copyFile(join(tree, '.config'), join(directory, 'config'));
  await copyFile(join(tree, 'System.map'), join(directory, 'System.map'));
  const release = (await readFile(join(tree, 'include/config/kernel.release'), 'utf8')).trim();
  const record = { source: build.description, release, image: 'vmlinuz', config: 'config' };
  await writeKernelRecord(directory, { ...record, hasModules: withModules });
}

async function hasModules(tree: string): Promise<boolean> {
  return /^CONFIG_\w+=m$/m.test(await readFile(join(tree, '.config'), 'utf8'));
}

function makeArguments({ make }: Build): string[] {
  return [...Object.entries(REPRODUCIBLE).map(([name, value]) => `${name}=${value}`), ...make];
}

async function runStep(
  what: string,
  command: string,
  args: readonly string[],
  directory: string,
  { signal }: StoreOptions,
  line?: (text: string) => void,
): Promise<void> {
  const { status, lastLines } = await runLongProgram(command, args, {
    directory,
    signal,
    ...(line === undefined ? {} : { line }),
  });
  if (status === 0) return;
  if (lastLines.some((text) => /No space left on device/.test(text)))
    throw new LabError('E_NO_SPACE', `${what}: no space left in ${directory}`, {
      hint: 'uringlab vm prune, or XDG_CACHE_HOME=DIRECTORY on another file system; then do it again: it goes on',
    });
  const errors = lastLines.filter((text) => /error|Error|FAILED|failed|cannot/.test(text));
  throw new LabError(
    'E_KERNEL_BUILD',
    `${what} failed: ${(errors[0] ?? lastLines.at(-1) ?? `status ${status}`).trim()}`,
    {
      hint: `the tree is kept: see in ${directory} what is wrong, or remove it`,
      cause: new Error(lastLines.join('\n')),
    },
  );
}
