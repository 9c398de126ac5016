import { DiskSchema } from '@uringlab/schema';
import { expect, test } from 'vitest';
import { type MachineDescription, qemuArguments } from './qemu-arguments.ts';

const TINY: MachineDescription = {
  mode: 'agent',
  accelerator: 'tcg',
  cpus: 2,
  memoryBytes: 512 * 2 ** 20,
  kernel: '/cache/kernels/k/vmlinuz',
  initramfs: '/cache/images/i',
  commandLine: ['mitigations=off'],
  disks: [],
  root: 'tiny',
};

test.each<[string, MachineDescription]>([
  ['tiny-tcg', TINY],
  [
    'kvm-two-disks',
    {
      ...TINY,
      accelerator: 'kvm',
      cpus: 4,
      disks: [
        { path: '/srv/a, b/disk0', disk: DiskSchema.parse({ size: '1g', cache: 'none' }) },
        {
          path: '/srv/disk1',
          disk: DiskSchema.parse({ size: '1g', throttle: { iops: 2000, bytesPerSecond: '10m' } }),
        },
      ],
    },
  ],
  ['host-9p', { ...TINY, root: { 'host-9p': { path: '/srv/guest,root' } } }],
  ['shell', { ...TINY, mode: 'shell' }],
  ['probe', { ...TINY, mode: 'probe', accelerator: 'kvm' }],
])('the arguments of QEMU: %s', async (name, machine) => {
  await expect(`${qemuArguments(machine).join('\n')}\n`).toMatchFileSnapshot(
    `../../test/fixtures/arguments/${name}.txt`,
  );
});
