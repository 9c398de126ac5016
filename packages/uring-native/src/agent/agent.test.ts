import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { execute } from '../execute.ts';
import type { Execution } from '../execution.ts';
import { extents } from '../extents.ts';
import { look } from '../look.ts';
import { residency } from '../page-cache.ts';
import { probe } from '../probe.ts';
import { type AgentProcess, startAgent } from '../testing/agent-process.ts';
import { makeDirectory, type Place } from '../testing/places.ts';
import { BLOCK_BYTES, blocks, planOf, writeBlocks } from '../testing/plans.ts';
import type { Agent } from './agent.ts';

const BLOCKS = 8;
let place: Place;
let path: string;
let served: AgentProcess;
let agent: Agent;

beforeAll(async () => {
  place = makeDirectory();
  path = join(place.directory, 'data');
  await writeBlocks(path, BLOCKS);
  served = startAgent();
  agent = served.agent;
});
afterAll(async () => {
  await served.close();
  expect(await served.status).toBe(0);
  place.remove();
});

/** What does not depend on when and by whom it was run. */
function timeless({ ops, mismatches, counters, completed, aborted, ringFeatures }: Execution): unknown {
  const { submitNs, completeNs, ...columns } = ops;
  return { columns, mismatches, counters, completed, aborted, ringFeatures };
}

describe('what the agent says is what is said here', () => {
  test('of a plan with a read of other data than expected, and one across the end of the file', async () => {
    const ops = [
      ...blocks(BLOCKS - 1),
      { offset: 0, generation: 2 },
      { offset: (BLOCKS - 1) * BLOCK_BYTES + 4096 },
    ];
    const plan = planOf(path, ops, { ring: { depth: 1, batch: 1 }, bytes: BLOCKS * BLOCK_BYTES });
    const there = await agent.execute(plan);
    expect(timeless(there)).toEqual(timeless(await execute(plan)));
    expect(there.mismatches.map(({ row }) => row)).toEqual([BLOCKS - 1, BLOCKS]);
    expect(there.counters.shortReads).toBe(1);
  });

  test('of looks', async () => {
    for (const options of [{ direct: false }, { direct: true }, { direct: false, nowait: true }]) {
      expect(await agent.look(path, 512, 8192, options)).toEqual(await look(path, 512, 8192, options));
    }
  });

  test('of residency, extents and the ring', async () => {
    await agent.prepareCache(path, {
      drop: true,
      random: true,
      touch: { offset: [0n, 65536n], length: 4096 },
    });
    const pages = await agent.residency(path, 0, BLOCKS * BLOCK_BYTES);
    expect([...pages]).toEqual([...residency(path, 0, BLOCKS * BLOCK_BYTES)]);
    expect(pages.reduce((sum, page) => sum + page, 0)).toBe(2);
    expect(await agent.extents(path)).toEqual(extents(path));
    expect(await agent.probe()).toEqual(probe());
  });

  test('of failures', async () => {
    const missing = join(place.directory, 'missing');
    const failure = await look(missing, 0, 1, { direct: false }).catch((error: unknown) => error);
    await expect(agent.look(missing, 0, 1, { direct: false })).rejects.toEqual(failure);
    await expect(agent.execute(planOf(missing, blocks(1)))).rejects.toMatchObject({
      code: 'E_PATH',
      errno: 2,
      syscall: 'open',
    });
  });
});

describe('files', () => {
  test('are written, written on, written over, read in part, cut, and removed', async () => {
    const file = join(place.directory, 'file');
    await agent.writeFile(file, 'abc', { mode: 0o600 });
    await agent.writeFile(file, 'def', { way: 'append' });
    await agent.writeFile(file, 'X', { way: 'update' });
    expect(readFileSync(file, 'latin1')).toBe('Xbcdef');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await agent.readFile(file, { offset: 1, length: 2 })).toString()).toBe('bc');
    await agent.truncate(file, 2);
    await agent.sync(file);
    expect((await agent.readFile(file)).toString()).toBe('Xb');
    await agent.removeFile(file);
    await expect(agent.readFile(file)).rejects.toMatchObject({ code: 'E_PATH', errno: 2 });
  });

  test('that the kernel makes up are read whole', async () => {
    const text = (await agent.readFile('/proc/self/stat')).toString('latin1');
    expect(Number.parseInt(text, 10)).toBe(served.child.pid);
    expect((await agent.readFile('/proc/kallsyms')).length).toBeGreaterThan(1 << 20);
  });

  test('of control that refuse, or are not there, say so by errno', async () => {
    const update = { way: 'update' } as const;
    await expect(agent.writeFile('/proc/self/oom_score_adj', '5000', update)).rejects.toMatchObject({
      errno: 22,
    });
    await expect(agent.writeFile('/proc/self/no-such', '1', update)).rejects.toMatchObject({ errno: 2 });
    await agent.writeFile('/proc/self/comm', 'renamed', update);
    expect((await agent.readFile('/proc/self/comm')).toString()).toBe('renamed\n');
  });

  test('have the numbers that stat(2) tells, and directories list them', async () => {
    const directory = join(place.directory, 'listed');
    await agent.makeDirectory(directory, 0o700);
    mkdirSync(join(directory, 'inner'));
    writeFileSync(join(directory, 'file'), '12345');
    symlinkSync('inner', join(directory, 'link'));
    const listed = await agent.readDirectory(directory);
    expect(listed.sort((a, b) => a.name.localeCompare(b.name))).toEqual([
      { name: 'file', isDirectory: false },
      { name: 'inner', isDirectory: true },
      { name: 'link', isDirectory: false },
    ]);
    const { ino, size, blksize, mode, dev } = statSync(join(directory, 'file'));
    expect(await agent.stat(join(directory, 'file'))).toEqual({
      inode: ino,
      bytes: size,
      blockBytes: blksize,
      mode,
      device: { major: (dev >> 8) & 0xfff, minor: (dev & 0xff) | ((dev >> 12) & 0xfff00) },
    });
    expect((await agent.statfs(directory)).blocks).toBeGreaterThan(0);
    await expect(agent.removeDirectory(directory)).rejects.toMatchObject({ code: 'E_SYSTEM', errno: 39 });
    await agent.removeDirectory(join(directory, 'inner'));
    expect(readdirSync(directory).sort()).toEqual(['file', 'link']);
  });
});

describe('programs', () => {
  test('give their status and both streams', async () => {
    const script = 'echo out; echo err >&2; exit 3';
    expect(await agent.run({ arguments: ['sh', '-c', script] })).toEqual({
      status: 3,
      signal: 0,
      isTimedOut: false,
      isOutputCut: false,
      stdout: Buffer.from('out\n'),
      stderr: Buffer.from('err\n'),
    });
  });

  test('get the environment and the directory they are given, and no input', async () => {
    const script = 'pwd; echo "$LAB"; cat';
    const request = { arguments: ['/bin/sh', '-c', script], environment: { LAB: 'a b' }, directory: '/' };
    const { stdout } = await agent.run(request);
    expect(stdout.toString()).toBe('/\na b\n');
  });

  test('that a signal ends say which', async () => {
    expect(await agent.run({ arguments: ['sh', '-c', 'kill -TERM $$'] })).toMatchObject({
      status: 0,
      signal: 15,
    });
  });

  test('are killed with what they started when their time is over, or at an abort', async () => {
    const script = 'sleep 1000 & echo $!; wait';
    const late = await agent.run({ arguments: ['sh', '-c', script], limitMs: 300 });
    expect(late).toMatchObject({ signal: 9, isTimedOut: true });
    const pid = Number(late.stdout.toString());
    expect(pid).toBeGreaterThan(0);
    await expect.poll(() => isRunning(pid)).toBe(false);
    const stopped = await agent.run({ arguments: ['sleep', '1000'] }, { signal: AbortSignal.timeout(100) });
    expect(stopped).toMatchObject({ signal: 9, isTimedOut: false });
  });

  test('that say too much are heard to the end, and kept in part', async () => {
    const script = 'head -c 3000000 /dev/zero; exit 4';
    const result = await agent.run({ arguments: ['sh', '-c', script], outputBytes: 1000 });
    expect(result).toMatchObject({ status: 4, isOutputCut: true });
    expect(result.stdout).toEqual(Buffer.alloc(1000));
  });

  test('that leave a process behind with their streams are not waited for longer', async () => {
    const { status, stdout } = await agent.run({ arguments: ['sh', '-c', 'sleep 3 & echo done'] });
    expect([status, stdout.toString()]).toEqual([0, 'done\n']);
  });

  test('that are not there are an error', async () => {
    await expect(agent.run({ arguments: ['/no/such'] })).rejects.toMatchObject({
      errno: 2,
      syscall: 'posix_spawn',
    });
  });
});

/** Zombies have ended, too: nobody here is their parent. */
function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

test('a stopped plan gives what had been submitted', async () => {
  const endless = Array.from({ length: 20_000 }, () => blocks(BLOCKS)).flat();
  const controller = new AbortController();
  const running = agent.execute(planOf(path, endless), { signal: controller.signal });
  setTimeout(() => controller.abort(), 50);
  const { aborted, completed } = await running;
  expect(aborted).toBe(true);
  expect(completed).toBeLessThan(endless.length);
  const late = await agent.execute(planOf(path, endless), { signal: AbortSignal.abort() });
  expect(late.aborted).toBe(true);
  expect(late.completed).toBeLessThan(endless.length);
});

test('a quick call is answered while a slow one goes on', async () => {
  const order: string[] = [];
  const slow = agent.run({ arguments: ['cat', '/dev/zero'], limitMs: 500 }).then(() => order.push('slow'));
  const quick = agent.readFile('/proc/version').then(() => order.push('quick'));
  await Promise.all([slow, quick]);
  expect(order).toEqual(['quick', 'slow']);
});

test('a trace pipe that cannot be opened is told before any later call is answered', async () => {
  const order: string[] = [];
  const target = join(place.directory, 'pages');
  const recording = agent.recordTracePipe(join(place.directory, 'no-pipe'), target, 4096);
  const refused = recording.ended.catch((error: { code: string }) => order.push(error.code));
  await agent.readFile('/proc/version').then(() => order.push('answered'));
  await refused;
  expect(order).toEqual(['E_PATH', 'answered']);
});

test('an agent on standard streams does not switch the machine off', async () => {
  await expect(agent.powerOff()).rejects.toMatchObject({ code: 'E_SYSTEM', errno: 1, syscall: 'reboot' });
});

const isRoot = process.getuid?.() === 0;
if (!isRoot) console.warn('skipped: the kernel log is read and written by root only (sudo)');

test.skipIf(!isRoot)('the kernel log is read from a record on', async () => {
  const all = await agent.kernelLog(0);
  expect(all.records.length).toBeGreaterThan(0);
  const sequenceOf = (record = '') => Number(record.split(',')[1]);
  const last = sequenceOf(all.records.at(-1));
  writeFileSync('/dev/kmsg', 'uringlab: a test was here\n');
  const { records } = await agent.kernelLog(last + 1);
  expect(records.some((record) => record.includes('uringlab: a test was here'))).toBe(true);
  expect(records.every((record) => sequenceOf(record) > last)).toBe(true);
});

test('calls that make no sense are refused, and the agent goes on', async () => {
  await expect(agent.readFile('')).rejects.toMatchObject({ code: 'E_USAGE', message: /an empty path/ });
  await expect(agent.readFile('a\0b')).rejects.toMatchObject({ code: 'E_USAGE', message: /NUL/ });
  await expect(agent.run({ arguments: [] })).rejects.toMatchObject({ code: 'E_USAGE' });
  await expect(agent.look(path, 0, 2 ** 40, { direct: false })).rejects.toMatchObject({ errno: 90 });
  await expect(agent.truncate(path, -1)).rejects.toMatchObject({ code: 'E_USAGE' });
  expect((await agent.readFile('/proc/version')).length).toBeGreaterThan(0);
});
