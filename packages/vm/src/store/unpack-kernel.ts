import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '@uringlab/schema';
import { runProgram } from '@uringlab/undo';
import { runLongProgram } from '../program/run-long-program.ts';
import { type KernelRecord, writeKernelRecord } from './kernel-record.ts';
import type { StoreOptions } from './store-options.ts';

/**
 * What a guest may want of a Debian kernel: the image, its configuration and symbols, modules for file systems and the disks below them.
 * The rest (graphics, sound, networks) is nine tenths of the package.
 */
const WANTED = [
  './boot/*',
  './lib/modules/*/modules.*',
  './usr/lib/modules/*/modules.*',
  './usr/lib/modules/*/vmlinuz*',
  './usr/lib/modules/*/config',
  './usr/lib/modules/*/System.map',
  ...['arch', 'block', 'crypto', 'fs', 'lib', 'mm', 'net/9p'].map((part) => `*/kernel/${part}/*`),
  ...['block', 'char', 'dax', 'md', 'nvdimm', 'virtio'].map((part) => `*/kernel/drivers/${part}/*`),
];

/** Unpacks the packages of one kernel into `directory`, which has kernel.json in the end. Throws E_KERNEL_UNFIT, E_SYSTEM, E_NO_SPACE. */
export async function unpackKernel(
  packages: readonly string[],
  source: string,
  directory: string,
  { signal, progress }: StoreOptions,
): Promise<void> {
  await mkdir(directory, { recursive: true });
  progress?.('unpacking the kernel');
  for (const path of packages) {
    // A pattern that matches nothing is said, and is no failure: each package holds some of it.
    const script =
      'deb=$1 to=$2; shift 2; dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$to" --no-same-owner --wildcards "$@"';
    const result = await runLongProgram('sh', ['-c', script, 'sh', path, directory, ...WANTED], {
      signal,
      packageName: 'dpkg',
    });
    const trouble = result.lastLines.find((line) => !/Not found in archive|previous errors/.test(line));
    if (trouble !== undefined) throw unpackFailed(path, trouble);
  }
  await writeKernelRecord(directory, await arrange(directory, source));
}

function unpackFailed(path: string, trouble: string): LabError {
  if (/No space left/.test(trouble))
    return new LabError('E_NO_SPACE', `no room to unpack ${path}`, {
      hint: 'uringlab vm prune, or XDG_CACHE_HOME=DIRECTORY on another file system',
    });
  return new LabError('E_SYSTEM', `${path} cannot be unpacked: ${trouble}`, {
    hint: 'dpkg-deb and tar are needed: apt-get install dpkg tar',
  });
}

/** From 6.12 on modules live under usr, from 7.x on the image does too, and no package brings modules.dep along. */
async function arrange(directory: string, source: string): Promise<KernelRecord> {
  const merged = join(directory, 'usr/lib/modules');
  if (existsSync(merged)) {
    await mkdir(join(directory, 'lib'), { recursive: true });
    await rename(merged, join(directory, 'lib/modules'));
    await rm(join(directory, 'usr'), { recursive: true, force: true });
  }
  const [release] = await readdir(join(directory, 'lib/modules')).catch(() => []);
  if (release === undefined)
    throw new LabError('E_KERNEL_UNFIT', 'the packages hold no modules of a kernel', {
      hint: 'name the package of the image: linux-image-RELEASE-amd64, and from 7.x on linux-binary-, linux-modules- and linux-base-',
    });
  await runProgram('depmod', ['-b', directory, release], { packageName: 'kmod' });
  const image = firstOf(directory, [`boot/vmlinuz-${release}`, `lib/modules/${release}/vmlinuz`]);
  if (image === undefined)
    throw new LabError('E_KERNEL_UNFIT', `the packages hold modules of ${release}, and no kernel for them`, {
      hint: 'the linux-image package is a signed or unsigned one that holds boot/vmlinuz; from 7.x on add linux-binary-RELEASE',
    });
  const config = firstOf(directory, [`boot/config-${release}`, `lib/modules/${release}/config`]);
  return { source, release, image, hasModules: true, ...(config === undefined ? {} : { config }) };
}

function firstOf(directory: string, names: readonly string[]): string | undefined {
  return names.find((name) => existsSync(join(directory, name)));
}
