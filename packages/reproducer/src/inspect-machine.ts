import { access, constants, readFile, statfs } from 'node:fs/promises';
import { locateTracefs } from '@uringlab/capture';
import { formatBytes, LabError, MIB } from '@uringlab/schema';
import { Journal, runProgram } from '@uringlab/undo';
import { probe } from '@uringlab/uring-native';

/** One thing a run can make use of. */
export interface Check {
  name: string;
  ok: boolean;
  /** What was found. */
  detail: string;
  /** Without it the default scenario cannot run at all; else it runs and shows less. */
  essential: boolean;
  /** The command that mends it. */
  mend?: string;
}

function checkRing(): Check {
  const name = 'io_uring';
  try {
    const found = probe();
    if (found.available) {
      const detail = `works; liburing ${found.liburing}, CRC32C by ${found.crc32c}`;
      return { name, ok: true, detail, essential: true };
    }
    const isDisabled = (found.disabledSysctl ?? 0) > 0;
    return {
      name,
      ok: false,
      detail: isDisabled
        ? `kernel.io_uring_disabled is ${found.disabledSysctl}`
        : `io_uring_setup(2) fails with errno ${found.errno}`,
      essential: true,
      mend: isDisabled
        ? 'sysctl kernel.io_uring_disabled=0'
        : 'boot a kernel with CONFIG_IO_URING=y, or leave the container',
    };
  } catch (error) {
    return {
      name,
      ok: false,
      detail: error instanceof Error ? error.message : String(error),
      essential: true,
      mend: 'apt-get install g++ make liburing-dev, and build again',
    };
  }
}

function checkRoot(): Check {
  const ok = process.geteuid?.() === 0;
  return {
    name: 'root',
    ok,
    detail: ok ? 'yes' : 'no: files go in a directory (--dir), and there is no kernel trace',
    essential: false,
    mend: 'run it with sudo',
  };
}

async function checkProgram(name: string, use: string, packageName: string): Promise<Check> {
  const found = await runProgram(name, ['-V'], { packageName }).catch((error: unknown) => error);
  const isMissing = found instanceof LabError && found.code === 'E_TOOL_MISSING';
  return { name, ok: !isMissing, detail: use, essential: false, mend: `apt-get install ${packageName}` };
}

const LOOP_CONTROL = '/dev/loop-control';

function mayUse(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}

async function checkLoop(): Promise<Check> {
  const name = 'loop devices';
  if (await mayUse(LOOP_CONTROL, constants.R_OK | constants.W_OK))
    return { name, ok: true, detail: LOOP_CONTROL, essential: false };
  const isThere = await mayUse(LOOP_CONTROL, constants.F_OK);
  return {
    name,
    ok: false,
    detail: `${isThere ? 'only root may set one up here' : 'none'}: files go in a directory (--dir)`,
    essential: false,
    mend: isThere ? 'run it with sudo' : 'modprobe loop, as root',
  };
}

async function checkTracefs(): Promise<Check> {
  const name = 'tracefs';
  const journal = await Journal.open();
  try {
    const tracefs = await locateTracefs(journal);
    await tracefs.release();
    return { name, ok: true, detail: 'instances can be made', essential: false };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return {
      name,
      ok: false,
      detail: error.message,
      essential: false,
      ...(error.hint === undefined ? {} : { mend: error.hint }),
    };
  } finally {
    await journal.undoAll();
  }
}

async function checkSpace(workDirectory: string): Promise<Check> {
  const needed = 256 * MIB;
  const name = `space in ${workDirectory}`;
  const found = await statfs(workDirectory).catch(() => undefined);
  if (found === undefined)
    return {
      name,
      ok: false,
      detail: 'no such directory',
      essential: false,
      mend: 'name another with --work DIR',
    };
  const free = found.bavail * found.bsize;
  return {
    name,
    ok: free >= needed,
    detail: `${formatBytes(Math.floor(free / MIB) * MIB)} free, ${formatBytes(needed)} are needed`,
    essential: false,
    mend: 'free some, or name another place with --work DIR',
  };
}

function checkArchitecture(): Check {
  return {
    name: 'machine',
    ok: process.platform === 'linux' && process.arch === 'x64',
    detail: `${process.platform} on ${process.arch}; the lab is for Linux on x86-64 (x64)`,
    essential: true,
    mend: 'use another machine',
  };
}

/** What the `engines` of the packages ask for. */
function checkNode(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return {
    name: 'Node.js',
    ok: major > 20 || (major === 20 && minor >= 19),
    detail: `${process.version}; 20.19 or later is needed`,
    essential: true,
    mend: 'install Node.js 20.19 or later',
  };
}

async function describeKernel(): Promise<Check> {
  return {
    name: 'kernel',
    ok: true,
    detail: (await readFile('/proc/version', 'utf8')).trim(),
    essential: false,
  };
}

/** What this machine can do, and how to mend what it cannot. Changes nothing. */
export async function inspectMachine(workDirectory: string): Promise<Check[]> {
  return [
    await describeKernel(),
    checkArchitecture(),
    checkNode(),
    checkRing(),
    checkRoot(),
    await checkLoop(),
    await checkProgram('mkfs.xfs', 'the default file system', 'xfsprogs'),
    await checkProgram('mkfs.ext4', 'for --fs ext4', 'e2fsprogs'),
    await checkProgram('mkfs.btrfs', 'for --fs btrfs', 'btrfs-progs'),
    await checkTracefs(),
    await checkSpace(workDirectory),
  ];
}
