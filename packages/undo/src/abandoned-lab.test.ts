import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cleanAbandoned, findLoops, readMounts, readProcess, runProgram } from './index.ts';

const root = process.getuid?.() === 0;
if (!root) console.warn('abandoned-lab: skipped, loop devices, mounts and tracefs instances need root');

const STAGES = ['directory', 'tracefs', 'instance', 'loop', 'mount', 'process'];

/** A lab that makes one thing of each kind, says so, and stops for ever at the stage it is given. */
const LAB = `
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { Journal, readProcess, runProgram } from '${new URL('../dist/index.js', import.meta.url)}';
const [state, box, instance, stopAt] = process.argv.slice(1);
const journal = await Journal.open({ stateDirectory: state });
async function stop(stage) {
  if (stage !== stopAt) return;
  console.log('stopped');
  await new Promise(() => setInterval(() => {}, 1000));
}
async function make(stage, made, create) {
  await journal.make(made, async () => {
    await stop('before ' + stage);
    await create();
  });
  await stop('after ' + stage);
}
const image = box + '/image', tracing = box + '/tracing', mounted = box + '/a b';
await make('directory', { kind: 'directory', path: box }, () => mkdir(box));
await mkdir(tracing);
await mkdir(mounted);
await writeFile(image, '');
await truncate(image, 16 << 20);
await make('tracefs', { kind: 'mount', path: tracing }, () => runProgram('mount', ['-t', 'tracefs', 'tracefs', tracing]));
const path = tracing + '/instances/' + instance;
await make('instance', { kind: 'tracefs-instance', path }, () => mkdir(path));
await make('loop', { kind: 'loop', backing: image }, () => runProgram('losetup', ['--find', image]));
await runProgram('mkfs.ext4', ['-q', image]);
await make('mount', { kind: 'mount', path: mounted }, () => runProgram('mount', [image, mounted]));
const child = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' });
const { pid, startTime } = await readProcess(child.pid);
console.log('child ' + pid);
await make('process', { kind: 'process', pid, startTime }, async () => {});
`;

let base: string;
let tracing: string;

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'uringlab-undo-'));
  tracing = join(base, 'tracing');
  await mkdir(tracing);
  if (root) await runProgram('mount', ['-t', 'tracefs', 'tracefs', tracing]);
});

afterAll(async () => {
  if (root) await runProgram('umount', [tracing]);
  await rm(base, { recursive: true });
});

/** Runs the lab up to the stage; resolves with what it printed, and a way to kill it. */
async function startLab(state: string, box: string, instance: string, stage: string) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', LAB, state, box, instance, stage], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = new Promise((resolve) => child.once('close', resolve));
  let output = '';
  for await (const chunk of child.stdout) {
    output += String(chunk);
    if (output.endsWith('stopped\n')) break;
  }
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await closed;
  };
  return { output, kill };
}

test.skipIf(!root).each(STAGES.flatMap((stage) => [`before ${stage}`, `after ${stage}`]))(
  'a lab killed %s leaves nothing once cleaned',
  async (stage) => {
    const state = join(base, 'state');
    const box = join(base, 'box');
    const instance = `uringlab-undo-${process.pid}`;
    const lab = await startLab(state, box, instance, stage);
    expect(lab.output).toMatch(/stopped\n$/);

    const whileAlive = await cleanAbandoned({ stateDirectory: state });
    expect(whileAlive).toEqual({ undone: [], problems: [], alive: 1 });
    expect(existsSync(box)).toBe(stage !== 'before directory');

    await lab.kill();
    const { undone, problems, alive } = await cleanAbandoned({ stateDirectory: state });
    expect(problems).toEqual([]);
    expect(alive).toBe(0);
    expect(undone).toHaveLength(STAGES.indexOf(stage.split(' ')[1] ?? '') + 1);
    expect(existsSync(box)).toBe(false);
    expect((await readMounts()).filter(({ path }) => path.startsWith(box))).toEqual([]);
    expect(await findLoops(join(box, 'image'))).toEqual([]);
    expect(existsSync(join(tracing, 'instances', instance))).toBe(false);
    expect(await readdir(state)).toEqual([]);
    const child = /child (\d+)/.exec(lab.output)?.[1];
    if (stage === 'before process' || stage === 'after process') {
      expect(await readProcess(Number(child))).toBeUndefined();
    }
    expect(await cleanAbandoned({ stateDirectory: state })).toEqual({ undone: [], problems: [], alive: 0 });
  },
);
