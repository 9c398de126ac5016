import { readFile } from 'node:fs/promises';
import { LabError } from '@uringlab/schema';
import { isBuiltIn } from '../store/kernel-config.ts';
import type { Kernel } from '../store/kernel-record.ts';

const OPTIONS: Readonly<Record<string, string>> = {
  virtio_pci: 'CONFIG_VIRTIO_PCI',
  virtio_blk: 'CONFIG_VIRTIO_BLK',
  virtio_console: 'CONFIG_VIRTIO_CONSOLE',
  '9p': 'CONFIG_9P_FS',
  '9pnet_virtio': 'CONFIG_NET_9P_VIRTIO',
  xfs: 'CONFIG_XFS_FS',
  ext4: 'CONFIG_EXT4_FS',
  btrfs: 'CONFIG_BTRFS_FS',
};

/**
 * Of a kernel without modules: throws E_KERNEL_UNFIT when its configuration is known and lacks a driver. Where it is not known, the guest
 * says by itself that its port is missing.
 */
export async function requireBuiltIn(kernel: Kernel, modules: readonly string[]): Promise<void> {
  if (kernel.config === undefined) return;
  const config = await readFile(kernel.config, 'utf8');
  const missing = modules.filter((module) => {
    const option = OPTIONS[module];
    return option !== undefined && !isBuiltIn(config, option);
  });
  if (missing.length === 0) return;
  throw new LabError('E_KERNEL_UNFIT', `the kernel ${kernel.release} has no ${missing.join(', ')}`, {
    hint: `it has no modules: build it with ${missing.map((module) => `${OPTIONS[module]}=y`).join(', ')}`,
  });
}
