import { randomBytes } from 'node:crypto';
import { basename, join } from 'node:path';
import { formatBytes, LabError, MIB } from '@uringlab/schema';
import { type Mount, parseMounts } from '@uringlab/undo';
import type { Agent } from '@uringlab/uring-native';
import type { Scenario } from '../scenario.ts';
import { requireFilesystem, type TestbedRequest } from '../testbed/choose-testbed.ts';
import type { Testbed } from '../testbed/testbed.ts';

const MOUNT_POINT = '/mnt/test';

/** A disk of the guest, with the file system that the host made on it. */
export interface GuestDisk {
  /** `/dev/vda`. */
  device: string;
  filesystem: string;
  /** `mkfs.xfs version 6.1.0`. */
  madeBy?: string;
}

/** Throws E_SCENARIO_UNAVAILABLE for what no guest can do, or not on this file system: known before one is booted. */
export function requireGuestScenario(scenario: Scenario, filesystem: string): void {
  if (scenario.needsLoop || scenario.memoryBytes !== undefined) {
    const what = scenario.needsLoop ? 'changes a loop device' : 'fills a file system in memory';
    throw new LabError(
      'E_SCENARIO_UNAVAILABLE',
      `${scenario.name} ${what} of its own, and a guest has a disk`,
      { hint: 'run it without --vm' },
    );
  }
  requireFilesystem(scenario, filesystem);
}

/** Mounts the disk, if it is not mounted yet, and makes a directory for one run on it. */
export async function openGuestTestbed(
  agent: Agent,
  disk: GuestDisk,
  { scenario }: TestbedRequest,
  dataBytes: number,
): Promise<Testbed> {
  requireGuestScenario(scenario, disk.filesystem);
  const mount = await mountDisk(agent, disk);
  await requireRoom(agent, dataBytes);
  const directory = join(MOUNT_POINT, `uringlab-${randomBytes(4).toString('hex')}`);
  await agent.makeDirectory(directory, 0o700);
  const sysfs = `/sys/class/block/${basename(disk.device)}`;
  const readText = async (path: string): Promise<string> => (await agent.readFile(path)).toString('latin1');
  const [major = 0, minor = 0] = (await readText(`${sysfs}/dev`)).trim().split(':').map(Number);
  return {
    description: {
      kind: 'disk',
      filesystem: mount.filesystem,
      mountOptions: mount.options,
      device: { major, minor, path: disk.device },
      fileDevice: mount.device,
      ...(disk.madeBy === undefined ? {} : { madeBy: disk.madeBy }),
      logicalBlockBytes: Number(await readText(`${sysfs}/queue/logical_block_size`)),
    },
    calls: agent,
    backingFile: null,
    pathOf: (name) => join(directory, name),
    release: async () => {
      for (const { name } of await agent.readDirectory(directory))
        await agent.removeFile(join(directory, name));
      await agent.removeDirectory(directory);
    },
  };
}

async function findMounted(agent: Agent): Promise<Mount | undefined> {
  const text = (await agent.readFile('/proc/self/mountinfo')).toString('utf8');
  return parseMounts(text).findLast(({ path }) => path === MOUNT_POINT);
}

async function mountDisk(agent: Agent, { device, filesystem }: GuestDisk): Promise<Mount> {
  const before = await findMounted(agent);
  if (before !== undefined) return before;
  for (const directory of ['/mnt', MOUNT_POINT])
    await agent.makeDirectory(directory).catch((error: { errno?: number }) => {
      if (error.errno !== EEXIST) throw error;
    });
  await agent.mount(device, MOUNT_POINT, filesystem, 'noatime').catch((cause: Error) => {
    throw new LabError('E_SCENARIO_UNAVAILABLE', `the guest cannot mount its disk: ${cause.message}`, {
      hint: `see whether its kernel has ${filesystem} and virtio-blk`,
      cause,
    });
  });
  const mounted = await findMounted(agent);
  if (mounted === undefined) throw new LabError('E_SYSTEM', `the guest does not show ${MOUNT_POINT}`);
  return mounted;
}

const EEXIST = 17;

async function requireRoom(agent: Agent, bytes: number): Promise<void> {
  const { bavail, bsize } = await agent.statfs(MOUNT_POINT);
  const free = bavail * bsize;
  if (free >= bytes) return;
  throw new LabError(
    'E_GUEST_NO_SPACE',
    `the disk of the guest has ${formatBytes(Math.floor(free / MIB) * MIB)} free, the run needs ${formatBytes(Math.ceil(bytes / MIB) * MIB)}`,
    { hint: 'give its definition a larger disk, or --file-size less' },
  );
}
