import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inTemporaryDirectory, isRoot, lab, listLeftovers, startLab } from './lab.ts';

const needsRoot = isRoot ? test : test.skip;
if (!isRoot)
  console.warn(
    'skipped: what an interrupted run leaves behind is of interest where it makes mounts and loops, as root',
  );

/** Starts a run and sends a signal to its whole process group after a while, as a terminal does. */
async function interruptAfter(directory: string, delayMs: number, signal: NodeJS.Signals | 0) {
  const { child, outcome } = startLab([
    'reproduce',
    'readahead-race',
    '--out',
    join(directory, 'run'),
    '--work',
    directory,
  ]);
  await sleep(delayMs);
  if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, signal);
  return outcome;
}

/** The same, once the run says on stderr that it is that far. */
async function interruptWhen(directory: string, words: string, signal: NodeJS.Signals) {
  const { child, outcome } = startLab([
    'reproduce',
    'readahead-race',
    '--out',
    join(directory, 'run'),
    '--work',
    directory,
  ]);
  child.stderr?.on('data', (chunk: Buffer) => {
    if (chunk.includes(words) && child.pid !== undefined && !child.killed) process.kill(-child.pid, signal);
  });
  return outcome;
}

/** What the second-last line of progress says: mounted, looped and traced, all at once. */
const TRACED = 'sqpoll ring, traced';

const ROUNDS = 10;

/** How long a whole run takes here. */
async function measureRun(): Promise<number> {
  return inTemporaryDirectory(async (directory) => {
    const start = performance.now();
    await interruptAfter(directory, 0, 0);
    return performance.now() - start;
  });
}

needsRoot('SIGINT at ten random moments of a run leaves nothing behind', async () => {
  const runMs = await measureRun();
  const outcomes: [delayMs: number, status: number | null][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    // One in every tenth of the run.
    const delayMs = Math.round(((round + Math.random()) / ROUNDS) * runMs);
    await inTemporaryDirectory(async (directory) => {
      const { status, stderr } = await interruptAfter(directory, delayMs, 'SIGINT');
      outcomes.push([delayMs, status]);
      // Before the handlers are there (null: killed by the signal), nothing is made.
      expect([130, null, 0], `after ${delayMs} ms: ${stderr}`).toContain(status);
      expect(await listLeftovers(directory), `after ${delayMs} ms`).toEqual([]);
    });
  }
  const interrupted = outcomes.filter(([, status]) => status === 130);
  expect(interrupted.length, JSON.stringify(outcomes)).toBeGreaterThanOrEqual(ROUNDS / 2);
  console.info(`interrupted after ${interrupted.map(([delayMs]) => delayMs).join(', ')} ms`);
});

needsRoot('an interrupted run says so, with its signal in the exit status', async () => {
  await inTemporaryDirectory(async (directory) => {
    const { status, stderr } = await interruptWhen(directory, TRACED, 'SIGTERM');
    expect(status).toBe(143);
    expect(stderr).toContain('SIGTERM: undoing what was made');
    expect(stderr).toContain('E_INTERRUPTED: stopped by a signal; everything was undone');
    expect(await listLeftovers(directory)).toEqual([]);
  });
});

needsRoot('after kill -9, clean undoes what the lab made and nothing else', async () => {
  await inTemporaryDirectory(async (directory) => {
    const foreign = join(directory, 'uringlab-of-somebody-else');
    await mkdir(foreign);
    const { status } = await interruptWhen(directory, TRACED, 'SIGKILL');
    expect(status).toBeNull();
    const left = await listLeftovers(directory);
    expect(left.length).toBeGreaterThan(1);
    const cleaned = await lab(['clean', '--json']);
    expect(cleaned.status).toBe(0);
    const { undone, problems } = JSON.parse(cleaned.stdout);
    expect(problems).toEqual([]);
    const kinds = new Set(undone.map(({ kind }: { kind: string }) => kind));
    expect([...kinds].sort()).toEqual(['directory', 'loop', 'mount', 'tracefs-instance']);
    expect(await listLeftovers(directory)).toEqual(['uringlab-of-somebody-else']);
    expect(await readdir(foreign)).toEqual([]);
    expect((await lab(['clean'])).stdout).toBe('nothing was left behind\n');
  });
});
