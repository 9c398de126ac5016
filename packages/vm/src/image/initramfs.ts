import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { type GuestRoot, LabError } from '@uringlab/schema';
import { agentPath } from '@uringlab/uring-native';
import { shippedDirectory } from '../definition/find-definitions.ts';
import { type Cache, keyOf } from '../store/cache-directory.ts';
import type { Kernel } from '../store/kernel-record.ts';
import { CHARACTER_DEVICE, type CpioEntry, cpioArchive, DIRECTORY, PROGRAM } from './cpio.ts';
import { collectModules } from './kernel-modules.ts';
import { requireBuiltIn } from './require-built-in.ts';

export interface ImageOptions {
  /** File systems that the guest will mount. */
  filesystems: readonly string[];
  root: GuestRoot;
}

/** Modules by what they are for. */
const VIRTIO = ['virtio_pci', 'virtio_blk', 'virtio_console'];
const PLAN_9 = ['9pnet_virtio', '9p'];

/**
 * The initramfs of a guest: busybox, the agent, test-vms/guest-init, the modules of the kernel. In the cache under a hash of all that
 * goes in. Returns its path.
 *
 * Throws E_TOOL_MISSING without busybox (a static one), E_NATIVE_MISSING without the agent, E_KERNEL_UNFIT when the kernel lacks a driver.
 */
export async function makeInitramfs(cache: Cache, kernel: Kernel, options: ImageOptions): Promise<string> {
  const wanted = [...VIRTIO, ...options.filesystems, ...(options.root === 'tiny' ? [] : PLAN_9)];
  const [busybox, agent, init] = await Promise.all([readBusybox(), readAgent(), readInit()]);
  const hashes = [busybox, agent, init].map((data) => createHash('sha256').update(data).digest('hex'));
  const path = join(cache.images, `${keyOf({ image: 1, kernel: kernel.key, wanted, hashes })}.cpio`);
  if (existsSync(path)) return path;
  if (kernel.modules === undefined) await requireBuiltIn(kernel, wanted);
  const modules =
    kernel.modules === undefined ? [] : await collectModules(kernel.modules, kernel.release, wanted);
  const directories = ['bin', 'dev', 'modules', 'proc', 'sys', 'tmp', 'run', 'mnt', 'mnt/test'];
  const entries: CpioEntry[] = [
    ...directories.map((name) => ({ path: name, mode: DIRECTORY })),
    // Before devtmpfs is mounted, the kernel opens this for init.
    { path: 'dev/console', mode: CHARACTER_DEVICE, device: { major: 5, minor: 1 } },
    { path: 'init', mode: PROGRAM, data: init },
    { path: 'bin/busybox', mode: PROGRAM, data: busybox },
    { path: 'bin/uring-agent', mode: PROGRAM, data: agent },
    ...modules.map(({ name, data }, index) => ({
      path: `modules/${String(index).padStart(3, '0')}-${name}`,
      mode: PROGRAM,
      data,
    })),
  ];
  // Two labs may make the same image at once: each its own, and the last rename wins.
  const partial = `${path}.${process.pid}.partial`;
  await writeFile(partial, cpioArchive(entries));
  await rename(partial, path);
  return path;
}

async function readBusybox(): Promise<Buffer> {
  const path = ['/bin', ...(process.env.PATH ?? '').split(delimiter)]
    .map((directory) => join(directory, 'busybox'))
    .find((candidate) => existsSync(candidate));
  const hint = { hint: 'apt-get install busybox-static' };
  if (path === undefined) throw new LabError('E_TOOL_MISSING', 'busybox is not installed', hint);
  const bytes = await readFile(path);
  // A program that wants an interpreter names it: "/lib64/ld-linux-x86-64.so.2" (ELF, PT_INTERP).
  if (bytes.subarray(0, 4096).includes('ld-linux'))
    throw new LabError('E_TOOL_MISSING', `${path} is not a static busybox`, hint);
  return bytes;
}

async function readAgent(): Promise<Buffer> {
  return await readFile(agentPath).catch((cause: Error) => {
    throw new LabError('E_NATIVE_MISSING', `the guest's agent is not built: ${agentPath}`, {
      hint: 'apt-get install make g++ liburing-dev, then run the build of @uringlab/uring-native',
      cause,
    });
  });
}

async function readInit(): Promise<Buffer> {
  return await readFile(join(shippedDirectory(), 'guest-init'));
}
