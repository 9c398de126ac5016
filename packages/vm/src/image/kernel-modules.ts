import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { LabError } from '@uringlab/schema';
import { runProgram } from '@uringlab/undo';
import { readProgramOutput } from '../program/read-program-output.ts';

/** A module as it goes into the guest: `virtio_blk.ko`, unpacked. */
export interface GuestModule {
  name: string;
  data: Uint8Array;
}

/**
 * The modules that these need, with those themselves, in the order in which they have to be loaded. What is built into the kernel needs
 * none. `root` holds lib/modules/RELEASE, with modules.dep.
 *
 * Throws E_KERNEL_UNFIT when the kernel has one neither as a module nor built in.
 */
export async function collectModules(
  root: string,
  release: string,
  wanted: readonly string[],
): Promise<GuestModule[]> {
  const paths = new Map<string, string>();
  for (const module of wanted) {
    for (const path of await listDependencies(root, release, module)) paths.set(moduleName(path), path);
  }
  const modules: GuestModule[] = [];
  for (const [name, path] of paths) modules.push({ name: `${name}.ko`, data: await unpackModule(path) });
  return modules;
}

async function listDependencies(root: string, release: string, module: string): Promise<string[]> {
  const args = ['-d', root, '-S', release, '--show-depends', module];
  const { stdout } = await runProgram('modprobe', args, { packageName: 'kmod' }).catch((cause: LabError) => {
    if (cause.code !== 'E_SYSTEM') throw cause;
    throw new LabError('E_KERNEL_UNFIT', `the kernel ${release} has no ${module}`, {
      hint: 'a guest needs virtio_pci, virtio_blk, virtio_console, and the file systems of its disks: take another kernel, or disk',
      cause,
    });
  });
  // `insmod PATH [OPTIONS]`, or `builtin NAME`.
  return stdout
    .split('\n')
    .map((line) => /^insmod (\S+)/.exec(line)?.[1])
    .filter((path) => path !== undefined);
}

function moduleName(path: string): string {
  return basename(path).replace(/\.ko(\.\w+)?$/, '');
}

async function unpackModule(path: string): Promise<Uint8Array> {
  if (path.endsWith('.xz')) return await readProgramOutput('xz', ['-dc', path], { packageName: 'xz-utils' });
  if (path.endsWith('.zst')) return await readProgramOutput('zstd', ['-dqc', path], { packageName: 'zstd' });
  const bytes = await readFile(path);
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}
