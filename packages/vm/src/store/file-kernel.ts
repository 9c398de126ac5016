import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type KernelSource, LabError } from '@uringlab/schema';
import { keyOf, sha256OfFile } from './cache-directory.ts';
import type { Kernel } from './kernel-record.ts';

/**
 * A kernel that somebody else made; paths count from the definition. Throws E_PATH when it is not there, E_KERNEL_UNFIT when its modules
 * have no modules.dep, or are of more than one kernel.
 */
export async function openFileKernel(
  { image, modules }: Extract<KernelSource, { file: unknown }>['file'],
  directory: string,
): Promise<Kernel> {
  const path = resolve(directory, image);
  const sha256 = await sha256OfFile(path).catch((cause: Error) => {
    throw new LabError('E_PATH', `the kernel ${path} cannot be read`, { cause });
  });
  const source = `${path} (sha256 ${sha256.slice(0, 12)})`;
  if (modules === undefined)
    return { key: keyOf({ sha256 }), directory: path, source, release: 'unknown', image: path };
  const root = resolve(directory, modules);
  const releases = await readdir(join(root, 'lib/modules')).catch((cause: Error) => {
    throw new LabError('E_PATH', `${join(root, 'lib/modules')} cannot be read`, { cause });
  });
  const [release] = releases;
  if (release === undefined || releases.length > 1)
    throw new LabError(
      'E_KERNEL_UNFIT',
      `${join(root, 'lib/modules')} holds modules of ${releases.length} kernels`,
      {
        hint: 'it has to be one',
      },
    );
  const dependencies = join(root, 'lib/modules', release, 'modules.dep');
  if (!existsSync(dependencies))
    throw new LabError('E_KERNEL_UNFIT', `${dependencies} is missing`, {
      hint: `depmod -b ${root} ${release}`,
    });
  const key = keyOf({ sha256, release, dependencies: await sha256OfFile(dependencies) });
  return { key, directory: path, source, release, image: path, modules: root };
}
