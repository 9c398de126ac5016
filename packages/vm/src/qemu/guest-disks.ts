import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { type Disk, LabError, sizeInBytes } from '@uringlab/schema';
import { runProgram } from '@uringlab/undo';

const XFS_PROFILES = '/usr/share/xfsprogs/mkfs';
/** Kernels that xfsprogs has a profile for, the newest first. */
const XFS_LTS = ['6.12', '6.6', '6.1', '5.15', '5.10', '5.4', '4.19'];

const TOOLS = {
  xfs: { command: 'mkfs.xfs', packageName: 'xfsprogs', args: ['-q', '-f'] },
  ext4: { command: 'mkfs.ext4', packageName: 'e2fsprogs', args: ['-q', '-F'] },
  btrfs: { command: 'mkfs.btrfs', packageName: 'btrfs-progs', args: ['-q', '-f'] },
} as const;

/**
 * Makes the image of a disk, sparse, with its file system, and tells by what: `mkfs.xfs version 6.1.0`, undefined for an empty disk. Throws E_TOOL_MISSING, E_NO_SPACE, and E_SYSTEM with what mkfs said.
 *
 * @param release of the guest's kernel: newer features of XFS than it knows would not be mounted
 */
export async function makeDisk(path: string, disk: Disk, release: string): Promise<string | undefined> {
  const file = await open(path, 'wx');
  await file.truncate(sizeInBytes(disk.size)).finally(() => file.close());
  if (disk.filesystem === 'none') return undefined;
  const { command, args, packageName } = TOOLS[disk.filesystem];
  const madeBy = await versionOf(command, packageName);
  const make = (profile: readonly string[]) =>
    runProgram(command, [...args, ...profile, ...disk.mkfs, path], { packageName });
  const profile = disk.filesystem === 'xfs' ? xfsProfile(release) : undefined;
  const made = profile === undefined ? make([]) : make(['-c', `options=${profile}`]);
  await made
    .catch((error: LabError) => {
      // xfsprogs 6.1 of Debian 12 brings profiles along that it cannot read itself (nrext64).
      if (profile === undefined || !error.message.includes('invalid config file option')) throw error;
      return make([]);
    })
    .catch((cause: LabError) => {
      if (cause.code !== 'E_SYSTEM') throw cause;
      if (cause.message.includes('No space left on device'))
        throw new LabError('E_NO_SPACE', `there is no room for the image of a disk at ${path}`, {
          hint: 'make room there, or name another place with --work DIR',
          cause,
        });
      throw new LabError('E_SYSTEM', `the disk cannot be made: ${cause.message.split('\n')[0]}`, {
        hint: 'see size and mkfs of the disk in the definition; XFS wants 300 MiB at least',
        cause,
      });
    });
  return madeBy;
}

/** mkfs.ext4 tells it on standard error. */
async function versionOf(command: string, packageName: string): Promise<string> {
  const { stdout, stderr } = await runProgram(command, ['-V'], { packageName });
  return (stdout.trim() || stderr.trim()).split('\n')[0] as string;
}

/** What the long-term kernel at or before this one knows of XFS, where this xfsprogs can tell. */
function xfsProfile(release: string): string | undefined {
  const [major, minor] = release.split('.').map(Number) as [number, number];
  for (const lts of XFS_LTS) {
    const [ltsMajor, ltsMinor] = lts.split('.').map(Number) as [number, number];
    const isKnown = major > ltsMajor || (major === ltsMajor && minor >= ltsMinor);
    const profile = join(XFS_PROFILES, `lts_${lts}.conf`);
    if (isKnown && existsSync(profile)) return profile;
  }
  return undefined;
}
