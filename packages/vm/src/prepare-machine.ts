import { type Disk, sizeInBytes } from '@uringlab/schema';
import type { Journal } from '@uringlab/undo';
import type { FoundDefinition } from './definition/find-definitions.ts';
import { makeInitramfs } from './image/initramfs.ts';
import { type Accelerator, chooseAccelerator } from './qemu/accelerator.ts';
import type { GuestMode, MachineDescription } from './qemu/qemu-arguments.ts';
import { readQemuVersion } from './qemu/qemu-version.ts';
import type { Cache } from './store/cache-directory.ts';
import type { Kernel } from './store/kernel-record.ts';
import { fetchKernel } from './store/kernel-store.ts';
import type { StoreOptions } from './store/store-options.ts';

/** All that a guest is started from, but for its disks. */
export interface PreparedMachine {
  kernel: Kernel;
  description: MachineDescription;
  accelerator: Accelerator;
  qemuVersion: string;
}

export interface MachineOptions extends StoreOptions {
  cache: Cache;
  journal: Journal;
  commandLine?: readonly string[];
}

/** Gets kernel, image and accelerator ready. Throws E_TOOL_MISSING without QEMU, before anything is fetched. */
export async function prepareMachine(
  found: FoundDefinition,
  mode: GuestMode,
  disks: readonly Disk[],
  { cache, journal, commandLine = [], ...options }: MachineOptions,
): Promise<PreparedMachine> {
  const { definition } = found;
  const qemuVersion = await readQemuVersion();
  const kernel = await fetchKernel(cache, found, options);
  const filesystems = [...new Set(disks.map(({ filesystem }) => filesystem))].filter(
    (name) => name !== 'none',
  );
  const initramfs = await makeInitramfs(cache, kernel, { filesystems, root: definition.root });
  const files = { kernel: kernel.image, initramfs };
  const accelerator = await chooseAccelerator(
    cache,
    definition.accelerator,
    files,
    qemuVersion,
    journal,
    options,
  );
  const description: MachineDescription = {
    ...files,
    mode,
    accelerator: accelerator.accelerator,
    cpus: definition.cpus,
    memoryBytes: sizeInBytes(definition.memory),
    commandLine: [...definition.commandLine, ...commandLine],
    disks: [],
    root: definition.root,
  };
  return { kernel, description, accelerator, qemuVersion };
}
