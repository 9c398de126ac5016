import { randomBytes } from 'node:crypto';
import { access, constants, mkdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LabError } from '@uringlab/schema';
import { type Journal, type Made, readMounts, runProgram } from '@uringlab/undo';

/** A tracefs to work in. */
export interface Tracefs {
  path: string;
  /** Unmounts it, when it was mounted for the lab alone. */
  release(): Promise<void>;
}

const STANDARD_PATHS = ['/sys/kernel/tracing', '/sys/kernel/debug/tracing'];
const MOUNT_HINT = 'mount -t tracefs tracefs /sys/kernel/tracing';

/**
 * tracefs where it is usually mounted; else, as root, mounted in a directory of the lab's own, so that the machine
 * looks afterwards as it did before; else wherever somebody mounted it.
 *
 * Throws E_TRACEFS_MISSING when the kernel has none or refuses it, E_NEEDS_ROOT when this user may not use it.
 */
export async function locateTracefs(journal: Journal): Promise<Tracefs> {
  const filesystems = await readFile('/proc/filesystems', 'latin1');
  if (!/\ttracefs$/m.test(filesystems)) {
    throw new LabError('E_TRACEFS_MISSING', 'this kernel has no tracefs', {
      hint: 'boot a kernel with CONFIG_FTRACE=y',
    });
  }
  const mounts = await readMounts();
  const mounted = mounts.filter((mount) => mount.filesystem === 'tracefs').map((mount) => mount.path);
  const standard = STANDARD_PATHS.find((path) => mounted.includes(path));
  const root = process.getuid?.() === 0;
  if (standard === undefined && root) return await mountPrivately(journal);

  const path = standard ?? mounted[0];
  if (path === undefined)
    throw new LabError('E_NEEDS_ROOT', 'tracefs is not mounted', { hint: `as root: ${MOUNT_HINT}` });
  const usable = await access(join(path, 'instances'), constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  );
  if (usable) return { path, release: async () => {} };
  if (!root) throw new LabError('E_NEEDS_ROOT', `${path} is for root alone`, { hint: 'run the lab as root' });
  throw new LabError('E_TRACEFS_MISSING', `the kernel does not let root write in ${path}`, {
    hint: 'see whether the kernel is locked down: cat /sys/kernel/security/lockdown',
  });
}

async function mountPrivately(journal: Journal): Promise<Tracefs> {
  const path = join(tmpdir(), `uringlab-tracefs-${process.pid}-${randomBytes(4).toString('hex')}`);
  const directory: Made = { kind: 'directory', path };
  const mount: Made = { kind: 'mount', path };
  await journal.make(directory, () => mkdir(path, { mode: 0o700 }));
  try {
    await journal.make(mount, () =>
      runProgram('mount', ['-t', 'tracefs', 'tracefs', path], { packageName: 'mount' }),
    );
  } catch (cause) {
    await journal.undo(directory);
    if (cause instanceof LabError && cause.code !== 'E_SYSTEM') throw cause;
    throw new LabError('E_TRACEFS_MISSING', 'tracefs cannot be mounted here', { hint: MOUNT_HINT, cause });
  }
  const release = async (): Promise<void> => {
    await journal.undo(mount);
    await journal.undo(directory);
  };
  return { path, release };
}
