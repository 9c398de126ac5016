import { mkdir, open, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { LabError, MIB } from '@uringlab/schema';
import { type Journal, runProgram } from '@uringlab/undo';
import type { Filesystem } from '../scenario.ts';
import { localCalls } from '../site/local-calls.ts';
import { findMount } from './mount-table.ts';
import { makeOwnDirectory } from './own-directory.ts';
import type { Testbed } from './testbed.ts';

/** What a fresh file system writes for itself (XFS: its log), at most. */
const FILESYSTEM_BYTES = 160 * MIB;

interface Maker {
  program: string;
  packageName: string;
  /** Quiet, and over whatever the image held before. */
  args: readonly string[];
}

const MAKERS: Readonly<Record<Filesystem, Maker>> = {
  xfs: { program: 'mkfs.xfs', packageName: 'xfsprogs', args: ['-q', '-f'] },
  ext4: {
    program: 'mkfs.ext4',
    packageName: 'e2fsprogs',
    args: ['-q', '-F', '-E', 'lazy_itable_init=0,lazy_journal_init=0'],
  },
  btrfs: { program: 'mkfs.btrfs', packageName: 'btrfs-progs', args: ['-q', '-f'] },
};

export interface LoopRequest {
  filesystem: Filesystem;
  mkfsArguments: readonly string[];
  /** Bytes of data the run writes. */
  dataBytes: number;
  /** Where the image is put. */
  workDirectory: string;
}

async function versionOf(maker: Maker): Promise<string> {
  const { stdout, stderr } = await runProgram(maker.program, ['-V'], { packageName: maker.packageName });
  return (stdout.trim() || stderr.trim()).split('\n')[0]?.trim() ?? maker.program;
}

/** The first of the file systems that can be made here. Throws E_TOOL_MISSING for the first of them when none can. */
export async function findMakeable(filesystems: readonly Filesystem[]): Promise<Filesystem> {
  const failures: unknown[] = [];
  for (const filesystem of filesystems) {
    try {
      await versionOf(MAKERS[filesystem]);
      return filesystem;
    } catch (error) {
      if (!(error instanceof LabError && error.code === 'E_TOOL_MISSING')) throw error;
      failures.push(error);
    }
  }
  throw failures[0];
}

async function attachLoop(image: string): Promise<string> {
  try {
    const { stdout } = await runProgram('losetup', ['--find', '--show', image], { packageName: 'mount' });
    return stdout.trim();
  } catch (cause) {
    throw new LabError('E_SYSTEM', 'no loop device could be set up', {
      hint: 'see `losetup --list`; or use a directory that is there: --dir DIR',
      cause,
    });
  }
}

/** A fresh file system on a loop device of its own, mounted in a directory of the lab's. Needs root. */
export async function makeLoop(request: LoopRequest, journal: Journal): Promise<Testbed> {
  const maker = MAKERS[request.filesystem];
  const imageBytes = Math.max(512 * MIB, request.dataBytes * 2);
  const madeBy = await versionOf(maker);
  const directory = await makeOwnDirectory(
    {
      parent: request.workDirectory,
      option: '--work',
      prefix: 'uringlab-',
      bytes: request.dataBytes + FILESYSTEM_BYTES,
    },
    journal,
  );
  const image = join(directory, 'disk.img');
  const file = await open(image, 'wx', 0o600);
  await file.truncate(imageBytes).finally(() => file.close());
  const device = await journal.make({ kind: 'loop', backing: image }, () => attachLoop(image));
  await runProgram(maker.program, [...maker.args, ...request.mkfsArguments, device], {
    packageName: maker.packageName,
  });
  const mountPoint = join(directory, 'mnt');
  await mkdir(mountPoint);
  await journal.make({ kind: 'mount', path: mountPoint }, async () => {
    await runProgram('mount', ['-t', request.filesystem, '-o', 'noatime', device, mountPoint], {
      packageName: 'mount',
    });
  });
  const mount = await findMount(mountPoint);
  const sysfs = `/sys/block/${basename(device)}`;
  const [major, minor] = (await readFile(`${sysfs}/dev`, 'utf8')).trim().split(':').map(Number);
  return {
    description: {
      kind: 'loop',
      filesystem: mount.filesystem,
      mountOptions: mount.options,
      device: { major: major ?? 0, minor: minor ?? 0, path: device },
      fileDevice: mount.device,
      madeBy,
      logicalBlockBytes: Number(await readFile(`${sysfs}/queue/logical_block_size`, 'utf8')),
    },
    calls: localCalls,
    backingFile: image,
    pathOf: (name) => join(mountPoint, name),
    release: async () => {},
  };
}
