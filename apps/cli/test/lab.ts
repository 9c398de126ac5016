import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { readMounts } from '@uringlab/undo';

/** The built entry: what users run. */
export const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

export const isRoot = process.geteuid?.() === 0;

export interface Outcome {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs any program to its end. */
export async function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string } = {},
): Promise<Outcome> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  return settle(child);
}

/** Runs the built command line to its end. */
export function lab(args: readonly string[], options: { cwd?: string } = {}): Promise<Outcome> {
  return run(process.execPath, [MAIN, ...args], options);
}

/** Starts the built command line in a process group of its own, as a terminal's Ctrl-C would find it. */
export function startLab(args: readonly string[]): { child: ChildProcess; outcome: Promise<Outcome> } {
  const child = spawn(process.execPath, [MAIN, ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { child, outcome: settle(child) };
}

async function settle(child: ChildProcess): Promise<Outcome> {
  if (child.stdout === null || child.stderr === null) throw new TypeError('the child has no pipes');
  const status = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { status: await status, stdout, stderr };
}

/** A directory for one test, gone when `use` is done. */
export async function inTemporaryDirectory<T>(use: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'lab-test-'));
  try {
    return await use(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function listLoops(workDirectory: string): Promise<string[]> {
  const loops = readdirSync('/sys/block').filter((name) => name.startsWith('loop'));
  const files = await Promise.all(
    loops.map((name) => readFile(`/sys/block/${name}/loop/backing_file`, 'utf8').catch(() => '')),
  );
  return files.map((file) => file.trim()).filter((file) => file.startsWith(`${workDirectory}/`));
}

async function listProcesses(except: number): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== except);
  const lines = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return lines
    .map((line) => line.replaceAll('\0', ' '))
    .filter((line) => line.includes(MAIN) || /(?:mkfs|mount|losetup).*uringlab-/.test(line));
}

/** Names carry the pid of their lab: what a living one has made is not left behind. */
function isAbandoned(name: string): boolean {
  const pid = /(?:^|uringlab-|uringlab-tracefs-)(\d+)-/.exec(name)?.[1];
  return pid === undefined || !existsSync(`/proc/${pid}`);
}

/**
 * What the lab could have left on the machine: mounts, loop devices, work directories, tracefs instances, journals, processes.
 * Empty when all of it is undone.
 */
export async function listLeftovers(workDirectory: string): Promise<string[]> {
  const points = (await readMounts()).map(({ path }) => path);
  const mounts = points.filter(
    (path) =>
      path.startsWith(`${workDirectory}/`) || (path.includes('/uringlab-tracefs-') && isAbandoned(path)),
  );
  const journals = isRoot ? await readdir('/run/uringlab').catch(() => []) : [];
  const work = (await readdir(workDirectory)).filter((name) => /^\.?uringlab-/.test(name));
  return [
    ...mounts,
    ...(await listLoops(workDirectory)),
    ...work,
    ...journals.filter(isAbandoned),
    ...(await listInstances()).filter(isAbandoned),
    ...(await listProcesses(process.pid)),
  ];
}

/** Instances of the lab in whatever tracefs can be seen; mounted for a moment where it is not. */
async function listInstances(): Promise<string[]> {
  if (!isRoot) return [];
  const place = await mkdtemp(join(tmpdir(), 'tracefs-look-'));
  const mounted = await run('mount', ['-t', 'tracefs', 'tracefs', place]);
  if (mounted.status !== 0) {
    await rm(place, { recursive: true });
    return [];
  }
  try {
    return (await readdir(join(place, 'instances'))).filter((name) => name.startsWith('uringlab-'));
  } finally {
    await run('umount', [place]);
    await rm(place, { recursive: true });
  }
}
