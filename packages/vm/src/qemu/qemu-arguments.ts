import type { Disk, GuestRoot } from '@uringlab/schema';
import { sizeInBytes } from '@uringlab/schema';

export const QEMU = 'qemu-system-x86_64';

/** Descriptors of QEMU that lead to the lab: the agent's stream, and the monitor. */
export const AGENT_DESCRIPTOR = 3;
export const MONITOR_DESCRIPTOR = 4;

/** What the guest runs on the console's line, as test-vms/guest-init knows it. */
export type GuestMode = 'agent' | 'shell' | 'probe';

export interface MachineDescription {
  mode: GuestMode;
  accelerator: 'kvm' | 'tcg';
  cpus: number;
  memoryBytes: number;
  kernel: string;
  initramfs: string;
  /** Words of the definition, behind those of the lab. */
  commandLine: readonly string[];
  /** Image files, the first is /dev/vda. */
  disks: readonly { path: string; disk: Disk }[];
  root: GuestRoot;
}

/** The command line of the kernel. `panic=-1` ends the guest at a panic: QEMU does not start it again. */
export function kernelCommandLine({ mode, commandLine, root }: MachineDescription): string {
  const words = ['console=ttyS0', `loglevel=${mode === 'shell' ? 4 : 5}`, 'panic=-1'];
  if (root !== 'tiny') words.push('uringlab.host-9p');
  if (mode !== 'agent') words.push(`uringlab.${mode}`);
  return [...words, ...commandLine].join(' ');
}

/**
 * The arguments of QEMU. No network, no default devices, no second start; the console on standard input and output, the agent's
 * virtio-serial port and the monitor on inherited sockets, so that nothing has a path and nothing is left behind.
 */
export function qemuArguments(machine: MachineDescription): string[] {
  const { mode, accelerator, cpus, memoryBytes, disks, root } = machine;
  return [
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-nic', 'none', '-no-reboot'],
    ...(accelerator === 'kvm' ? ['-accel', 'kvm', '-cpu', 'host'] : ['-accel', 'tcg,thread=multi']),
    ...['-smp', `${cpus}`, '-m', `${Math.ceil(memoryBytes / 2 ** 20)}M`],
    ...['-kernel', machine.kernel, '-initrd', machine.initramfs, '-append', kernelCommandLine(machine)],
    ...['-chardev', 'stdio,id=console,signal=off', '-serial', 'chardev:console'],
    ...['-chardev', `socket,id=monitor,fd=${MONITOR_DESCRIPTOR}`, '-mon', 'chardev=monitor,mode=control'],
    ...(mode === 'agent' ? agentArguments() : []),
    ...disks.flatMap(({ path, disk }, index) => diskArguments(path, disk, index, cpus)),
    ...(root === 'tiny' ? [] : rootArguments(root['host-9p'].path)),
  ];
}

function agentArguments(): string[] {
  return [
    ...['-chardev', `socket,id=agent,fd=${AGENT_DESCRIPTOR}`],
    ...['-device', 'virtio-serial-pci', '-device', 'virtserialport,chardev=agent,name=uringlab'],
  ];
}

/** Errors of the image go to the guest: by default QEMU would stop the machine when the host is out of space. */
function diskArguments(path: string, { cache, throttle }: Disk, index: number, cpus: number): string[] {
  const { iops, bytesPerSecond } = throttle ?? {};
  const drive = [
    `file=${escapeCommas(path)}`,
    `id=disk${index}`,
    'if=none',
    'format=raw',
    `cache=${cache}`,
    'werror=report',
    'rerror=report',
    ...(iops === undefined ? [] : [`throttling.iops-total=${iops}`]),
    ...(bytesPerSecond === undefined ? [] : [`throttling.bps-total=${sizeInBytes(bytesPerSecond)}`]),
  ];
  return ['-drive', drive.join(','), '-device', `virtio-blk-pci,drive=disk${index},num-queues=${cpus}`];
}

function rootArguments(path: string): string[] {
  const fsdev = ['local', 'id=hostroot', `path=${escapeCommas(path)}`, 'security_model=none', 'readonly=on'];
  return [
    ...['-fsdev', [...fsdev, 'multidevs=remap'].join(',')],
    ...['-device', 'virtio-9p-pci,fsdev=hostroot,mount_tag=hostroot'],
  ];
}

/** QEMU takes a comma in a value when it is doubled. */
function escapeCommas(path: string): string {
  return path.replaceAll(',', ',,');
}
