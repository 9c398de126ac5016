import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Disk } from '@uringlab/schema';
import type { Journal, Made } from '@uringlab/undo';
import { Agent } from '@uringlab/uring-native';
import type { FoundDefinition } from './definition/find-definitions.ts';
import { endlessStream } from './endless-stream.ts';
import { Guest } from './guest.ts';
import { GuestError } from './guest-error.ts';
import { GuestWatch } from './guest-watch.ts';
import { type PreparedMachine, prepareMachine } from './prepare-machine.ts';
import { makeDisk } from './qemu/guest-disks.ts';
import { QEMU, qemuArguments } from './qemu/qemu-arguments.ts';
import { startQemu } from './qemu/qemu-process.ts';
import type { Cache } from './store/cache-directory.ts';
import type { StoreOptions } from './store/store-options.ts';

export interface BootOptions extends StoreOptions {
  cache: Cache;
  journal: Journal;
  /** Instead of the definition's. */
  disks?: readonly Disk[];
  /** Further words for the kernel, behind the definition's. */
  commandLine?: readonly string[];
  /** Where the images of the disks go; /var/tmp by default. */
  workDirectory?: string;
}

/**
 * Boots the guest of a definition: its kernel is fetched when the cache does not have it, but never built. The first disk is /dev/vda,
 * with its file system made, not mounted.
 *
 * Throws what fetchKernel(), makeInitramfs() and chooseAccelerator() throw; E_GUEST_BOOT and the other codes of guests, as a GuestError
 * with the console; E_INTERRUPTED. Nothing is left then.
 */
export async function boot(found: FoundDefinition, options: BootOptions): Promise<Guest> {
  const { definition } = found;
  const disks = options.disks ?? definition.disks;
  const machine = await prepareMachine(found, 'agent', disks, options);
  const work: Made = {
    kind: 'directory',
    path: join(options.workDirectory ?? '/var/tmp', `uringlab-vm-${randomBytes(6).toString('hex')}`),
  };
  await options.journal.make(work, () => mkdir(work.path, { mode: 0o700 }));
  try {
    const images = disks.map((disk, index) => ({ path: join(work.path, `disk${index}`), disk }));
    const makers: (string | undefined)[] = [];
    for (const { path, disk } of images) makers.push(await makeDisk(path, disk, machine.kernel.release));
    return await start(definition, machine, images, makers, work, options);
  } catch (error) {
    await options.journal.undo(work);
    throw error;
  }
}

async function start(
  { name, timeoutSeconds, expectation }: FoundDefinition['definition'],
  { kernel, description, accelerator, qemuVersion }: PreparedMachine,
  disks: readonly { path: string; disk: Disk }[],
  makers: readonly (string | undefined)[],
  work: Made,
  { journal, signal, progress }: BootOptions,
): Promise<Guest> {
  const args = qemuArguments({ ...description, disks });
  progress?.(`booting ${name} (${accelerator.accelerator === 'kvm' ? 'KVM' : 'emulated'})`);
  const began = performance.now();
  const qemu = await startQemu(args, journal);
  const watch = new GuestWatch(qemu, { name, timeoutSeconds, signal });
  const agent = new Agent(endlessStream(qemu.agent));
  void watch.failure.then((error) => agent.fail(error));
  const close = async (): Promise<void> => {
    watch.close();
    agent.close();
    await qemu.end();
    await journal.undo(work);
  };
  try {
    const failed = watch.failure.then((error) => Promise.reject(error));
    const marker = await Promise.race([watch.marker('ready', 'no virtio-serial port'), failed]);
    if (marker !== 'ready')
      throw new GuestError('E_KERNEL_UNFIT', `${name} has no virtio-serial port`, watch.text, {
        hint: 'its kernel needs virtio_pci and virtio_console, built in or as modules',
      });
    await agent.readFile('/proc/version');
  } catch (error) {
    await close();
    throw error;
  }
  return new Guest(
    agent,
    {
      name,
      kernelSource: kernel.source,
      ...(expectation === undefined ? {} : { expectation }),
      accelerator: accelerator.accelerator,
      acceleratorReason: accelerator.reason,
      qemuVersion,
      argv: [QEMU, ...args],
      bootMs: Math.round(performance.now() - began),
    },
    makers,
    watch,
    close,
  );
}
