import { lstat, rm, rmdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '@uringlab/schema';
import { describeMade, isWithin, type Made } from './made.ts';
import { readProcess } from './process.ts';
import { runProgram } from './run-program.ts';
import { findLoops, readMounts } from './system-tables.ts';

const ATTEMPTS = 40;
const PAUSE_MS = 50;
/** A process is asked (SIGTERM) this many times before it is killed. */
const POLITE_ATTEMPTS = 10;

/** Is it there now? Anything of that name counts, whoever made it. */
export async function isPresent(made: Made): Promise<boolean> {
  switch (made.kind) {
    case 'directory':
    case 'tracefs-instance':
      return (await lstat(made.path).catch(() => undefined)) !== undefined;
    case 'loop':
      return (await findLoops(made.backing)).length > 0;
    case 'mount':
      return (await readMounts()).some((mount) => mount.path === made.path);
    case 'process':
      return (await readProcess(made.pid))?.startTime === made.startTime;
  }
}

/**
 * Takes it away; one that is not there is done already. What is busy is tried again for two seconds.
 * Throws E_SYSTEM when it is still there after that.
 */
export async function undoMade(made: Made): Promise<void> {
  let failure: unknown;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (!(await isPresent(made))) return;
    failure = await remove(made, attempt).catch((error: unknown) => error);
    if (failure !== undefined && !/EBUSY|busy/.test(String(failure))) break;
    if (!(await isPresent(made))) return;
    await sleep(PAUSE_MS);
  }
  // Another cleaner may have been faster: then the failure is about something that is gone.
  if (!(await isPresent(made))) return;
  const reason = failure === undefined ? 'it is still in use' : String((failure as Error).message);
  throw new LabError('E_SYSTEM', `${describeMade(made)} could not be undone: ${reason}`, {
    hint: process.getuid?.() === 0 ? 'end what uses it, then clean again' : 'clean again as root',
    cause: failure,
  });
}

async function remove(made: Made, attempt: number): Promise<void> {
  switch (made.kind) {
    case 'directory':
      return await removeDirectory(made.path);
    case 'tracefs-instance':
      return await rmdir(made.path);
    case 'loop':
      for (const device of await findLoops(made.backing)) {
        await runProgram('losetup', ['--detach', device], { packageName: 'mount' });
      }
      return;
    case 'mount':
      await runProgram('umount', [made.path], { packageName: 'mount' });
      return;
    case 'process': {
      const group = (await readProcess(made.pid))?.group;
      process.kill(
        group === made.pid ? -made.pid : made.pid,
        attempt < POLITE_ATTEMPTS ? 'SIGTERM' : 'SIGKILL',
      );
      return;
    }
  }
}

/** A mount below belongs to somebody, and its files are not the lab's: the directory stays. */
async function removeDirectory(path: string): Promise<void> {
  const below = (await readMounts()).find((mount) => isWithin(mount.path, path));
  if (below !== undefined) throw new Error(`${below.path} is still mounted there`);
  await rm(path, { recursive: true, force: true });
}
