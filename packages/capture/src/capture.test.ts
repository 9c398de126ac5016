import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, open, readdir, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { CaptureSummarySchema, parseUserData } from '@uringlab/schema';
import { formatReport, openTrace } from '@uringlab/trace-parser';
import { cleanAbandoned, Journal, readMounts, runProgram } from '@uringlab/undo';
import { execute, PLAN_KIND } from '@uringlab/uring-native';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Capture, EVENT_SETS, startCapture } from './index.ts';

const root = process.getuid?.() === 0;
if (!root) console.warn('capture: skipped, recording needs root');
const withTraceCmd = spawnSync('trace-cmd', ['--version']).error === undefined;
if (!withTraceCmd) console.warn('capture: tests with trace-cmd skipped, it is not installed');

/** A tracefs of the test's own, to look at the machine from outside. */
let outside: string;
let base: string;
let journal: Journal;
let capture: Capture | undefined;

beforeAll(async () => {
  outside = await mkdtemp(join(tmpdir(), 'uringlab-outside-'));
  if (root) await runProgram('mount', ['-t', 'tracefs', 'tracefs', outside]);
});

afterAll(async () => {
  if (root) await runProgram('umount', [outside]);
  await rm(outside, { recursive: true });
});

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'uringlab-capture-'));
  journal = await Journal.open({ stateDirectory: join(base, 'state') });
});

afterEach(async () => {
  await capture?.discard();
  capture = undefined;
  expect(await journal.undoAll()).toEqual([]);
  await rm(base, { recursive: true });
});

async function start(request: Omit<Parameters<typeof startCapture>[0], 'directory'>): Promise<Capture> {
  capture = await startCapture({ directory: base, ...request }, journal);
  return capture;
}

/** Reads a file that is not in the page cache: filemap, readahead and block events on its device. */
async function readCold(): Promise<{ major: number; minor: number }> {
  const path = join(base, `data-${Date.now()}`);
  await writeFile(path, Buffer.alloc(1 << 20, 1));
  await runProgram('dd', [`of=${path}`, 'oflag=nocache', 'conv=notrunc,fdatasync', 'count=0']);
  const file = await open(path);
  const buffer = Buffer.alloc(65536);
  for (let position = 0; position < 1 << 20; position += buffer.length)
    await file.read(buffer, 0, buffer.length, position);
  await file.close();
  const { dev } = await stat(path);
  return { major: (dev >> 8) & 0xfff, minor: (dev & 0xff) | ((dev >> 12) & 0xfff00) };
}

/** What a child process starts with: it cannot import the sources, so it takes what was built. */
function imports(): string {
  return `
      import { Journal } from '${new URL('../../undo/dist/index.js', import.meta.url)}';
      import { startCapture } from '${new URL('../dist/index.js', import.meta.url)}';`;
}

/** The event lines of `trace-cmd report`, which must have nothing to complain about. */
function report(): string[] {
  const { status, stdout, stderr } = spawnSync('trace-cmd', ['report', '-t', '-i', join(base, 'trace.dat')], {
    encoding: 'latin1',
    maxBuffer: 1 << 30,
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const lines = stdout.split('\n').filter((line) => line !== '');
  expect(lines.shift()).toMatch(/^cpus=\d+$/);
  return lines;
}

/** The counters that the kernel itself kept, as trace.dat holds them. */
async function sumInTraceDat(counter: string): Promise<number> {
  const text = (await readFile(join(base, 'trace.dat'))).toString('latin1');
  const found = text.match(new RegExp(`^${counter}: \\d+$`, 'gm')) ?? [];
  return found.reduce((sum, line) => sum + Number(line.split(': ')[1]), 0);
}

describe.skipIf(!root || !withTraceCmd)('trace-cmd', () => {
  test('opens the trace without a word, and shows every event that the kernel counted', async () => {
    const running = await start({
      events: [...EVENT_SETS.filemap, ...EVENT_SETS.readahead, ...EVENT_SETS.block],
    });
    running.mark('before the read');
    await readCold();
    running.mark('after the read');
    const summary = await running.stop();
    expect(CaptureSummarySchema.parse(summary)).toEqual(summary);
    expect(summary).toMatchObject({ trace: 'trace.dat', clock: 'mono', missing: [] });
    expect(
      summary.cpus.map(({ overrun, entriesLeft }) => overrun + entriesLeft).every((lost) => lost === 0),
    ).toBe(true);

    const lines = report();
    expect(lines).toHaveLength(await sumInTraceDat('read events'));
    const names = new Set(lines.map((line) => /: (\w+):/.exec(line)?.[1]));
    for (const name of names) {
      expect(name === 'print' || summary.events.some((event) => event.endsWith(`:${name}`))).toBe(true);
    }
    expect([...names]).toEqual(
      expect.arrayContaining(['print', 'mm_filemap_add_to_page_cache', 'block_bio_queue']),
    );
    const marks = lines.filter((line) => / print: /.test(line));
    expect(marks.map((line) => line.replace(/.* print: +\S+ /, ''))).toEqual([
      'before the read',
      'after the read',
    ]);
    for (const line of marks) expect(line).toMatch(/^ *node/);
  });

  test('resolves kernel addresses as it does with the whole of kallsyms', async () => {
    const running = await start({ events: ['timer:hrtimer_start', 'workqueue:workqueue_execute_start'] });
    await readCold();
    await running.stop();
    const functions = report().flatMap((line) => /function=([^/ ]+)/.exec(line)?.[1] ?? []);
    expect(functions.length).toBeGreaterThan(0);
    const known = new Set(
      (await readFile('/proc/kallsyms', 'latin1')).split('\n').map((line) => line.split(/[ \t]/)[2]),
    );
    expect(functions.filter((name) => !known.has(name))).toEqual([]);
    expect((await stat(join(base, 'trace.dat'))).size).toBeLessThan(2 << 20);
  });

  test('shows what our own reader shows, in the same order', async () => {
    const running = await start({
      events: [...EVENT_SETS.filemap, ...EVENT_SETS.block, 'sched:sched_switch'],
    });
    await readCold();
    running.mark('end');
    await running.stop();
    const trace = openTrace(await readFile(join(base, 'trace.dat')));
    const [, ...ours] = formatReport(trace, { nanoseconds: true });
    expect(ours.map(headOf)).toEqual(report().map(headOf));
    expect(trace.diagnostics()).toEqual([]);
    expect(trace.source).toMatchObject({ kind: 'trace.dat', clock: 'mono' });
  });

  test('says what was lost when the buffer was too small', async () => {
    const running = await start({ events: [], bufferKibPerCpu: 8 });
    const marks = 50_000;
    for (let index = 0; index < marks; index++) running.mark(`mark ${index}`);
    const summary = await running.stop();
    const overrun = summary.cpus.reduce((sum, cpu) => sum + cpu.overrun, 0);
    expect(overrun).toBeGreaterThan(0);
    const lines = report();
    expect(lines.filter((line) => / print: /.test(line))).toHaveLength(marks - overrun);
    expect(lines.some((line) => /EVENTS DROPPED/.test(line))).toBe(true);
  });

  test('puts marks between the CLOCK_MONOTONIC stamps around them', async () => {
    const running = await start({ events: [] });
    const before = process.hrtime.bigint();
    running.mark('here');
    const after = process.hrtime.bigint();
    await running.stop();
    const [line = ''] = report();
    const at = /(\d+)\.(\d{9}): print/.exec(line);
    const ns = BigInt(at?.[1] ?? 0) * 1_000_000_000n + BigInt(at?.[2] ?? 0);
    expect(ns >= before && ns <= after, `${before} <= ${ns} <= ${after}`).toBe(true);
  });

  test('shows only the devices asked for', async () => {
    const device = await readCold();
    const here = await start({ events: ['filemap:mm_filemap_add_to_page_cache'], devices: [device] });
    await readCold();
    await here.stop();
    const lines = report();
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line).toContain(`dev ${device.major}:${device.minor} `);

    const elsewhere = await start({
      events: ['filemap:mm_filemap_add_to_page_cache'],
      devices: [{ major: 4095, minor: 1 }],
    });
    await readCold();
    await elsewhere.stop();
    expect(report()).toEqual([]);
  });
});

/** What `trace-cmd report -t` and formatReport both print before the event's own text. */
function headOf(line: string): string {
  const { pid, cpu, time, name } =
    /-(?<pid>\d+) +\[(?<cpu>\d+)\] +(?<time>[\d.]+): (?<name>\w+):/.exec(line)?.groups ?? {};
  return `${time} ${cpu} ${pid} ${name}`;
}

describe.skipIf(!root)('io_uring', () => {
  const sqeAsync = 16;

  /** Reads four blocks of a file through the lab's own executor. */
  async function readThroughRing(options: { sqpoll: boolean; async: boolean }): Promise<void> {
    const path = join(base, 'ring-data');
    await writeFile(path, Buffer.alloc(65536, 7));
    const count = 4;
    await execute({
      runId: 1n,
      ring: {
        depth: 4,
        batch: 4,
        sqpoll: options.sqpoll,
        sqpollIdleMs: 10,
        registeredFiles: false,
        registeredBuffers: false,
      },
      files: [{ path, direct: false, write: false, id: 1 }],
      ops: {
        kind: new Uint8Array(count).fill(PLAN_KIND.read),
        file: new Uint16Array(count),
        offset: BigInt64Array.from({ length: count }, (_, index) => BigInt(index * 4096)),
        length: new Uint32Array(count).fill(4096),
        rwFlags: new Uint32Array(count),
        sqeFlags: new Uint8Array(count).fill(options.async ? sqeAsync : 0),
        generation: new Uint32Array(count),
      },
      consumer: 'strict',
      verify: false,
      poison: false,
      firstRow: 0,
      fileBytes: [65536n],
      keepMismatches: 0,
    });
  }

  test.each([
    ['the thread that submits', { sqpoll: false, async: false }, /./],
    ['io-wq workers', { sqpoll: false, async: true }, /^iou-wrk-\d+$/],
    ['the SQPOLL thread', { sqpoll: true, async: false }, /^iou-sqp-\d+$/],
  ])('events of %s pass the filter by process, and have a name', async (_, options, comm) => {
    const running = await start({
      events: [...EVENT_SETS.io_uring, 'filemap:mm_filemap_get_pages'],
      pids: [process.pid],
    });
    await readThroughRing(options);
    const summary = await running.stop();
    expect(summary.missing).toEqual([]);
    const events = [...openTrace(await readFile(join(base, 'trace.dat'))).events()];
    const own = events.filter((event) => parseUserData(BigInt(event.field('user_data') ?? 0)) !== undefined);
    expect(own.filter((event) => event.name === 'io_uring_submit_req')).toHaveLength(4);
    expect(own.filter((event) => event.name === 'io_uring_complete')).toHaveLength(4);
    const reads = events.filter((event) => event.name === 'mm_filemap_get_pages' && comm.test(event.comm));
    expect(reads.length).toBeGreaterThanOrEqual(4);
    expect(events.filter((event) => event.comm === '<...>')).toEqual([]);
  });

  test.skipIf(spawnSync('fio', ['--version']).error !== undefined)(
    'events of other processes do not',
    async () => {
      const fio = [
        '--name=foreign',
        `--filename=${join(base, 'fio')}`,
        '--size=64k',
        '--rw=read',
        '--ioengine=io_uring',
      ];
      const all = await start({ events: ['io_uring:io_uring_submit_req'] });
      await runProgram('fio', fio);
      await all.stop();
      const bytes = await readFile(join(base, 'trace.dat'));
      expect([...openTrace(bytes).events()].some((event) => event.comm === 'fio')).toBe(true);

      const own = await start({ events: ['io_uring:io_uring_submit_req'], pids: [process.pid] });
      await runProgram('fio', fio);
      await own.stop();
      const filtered = await readFile(join(base, 'trace.dat'));
      expect([...openTrace(filtered).events()].filter((event) => event.comm === 'fio')).toEqual([]);
    },
  );
});

describe.skipIf(!root)('a capture that cannot be', () => {
  test('with a directory that does not exist is E_PATH', async () => {
    const nowhere = startCapture({ directory: join(base, 'nowhere'), events: [] }, journal);
    await expect(nowhere).rejects.toMatchObject({ code: 'E_PATH' });
  });

  test('on a full file system is E_NO_SPACE, and leaves nothing', async () => {
    const directory = join(base, 'small');
    await mkdir(directory);
    const mount = { kind: 'mount', path: directory } as const;
    await journal.make(mount, () =>
      runProgram('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', directory]),
    );
    const full = await startCapture({ directory, events: [] }, journal);
    for (let index = 0; index < 20_000; index++) full.mark(`mark ${index}`);
    await expect(full.stop()).rejects.toMatchObject({ code: 'E_NO_SPACE' });
    expect(full.missing.some((reason) => reason.includes('ENOSPC'))).toBe(true);
    expect(await readdir(directory)).toEqual([]);
    expect(await readdir(join(outside, 'instances'))).not.toContain(basename(full.instance));
    await journal.undo(mount);
  });

  test('as an ordinary user is E_NEEDS_ROOT with a hint', async () => {
    await chmod(base, 0o777);
    const script = `${imports()}
      const journal = await Journal.open({ stateDirectory: ${JSON.stringify(join(base, 'nobody'))} });
      const failure = await startCapture({ directory: ${JSON.stringify(base)}, events: ['block'] }, journal).catch((error) => error);
      console.log(JSON.stringify(failure), JSON.stringify(await journal.undoAll()));`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      uid: 65534,
      gid: 65534,
    });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^\{"code":"E_NEEDS_ROOT",.*"hint":".+"\} \[\]\n$/);
  });

  test('of events that no kernel has records the others, and tells', async () => {
    const running = await start({ events: ['nonesuch', 'xfs:nonesuch*', 'block:block_bio_queue'] });
    expect(running.missing).toEqual(['nonesuch: no such event', 'xfs:nonesuch*: no such event']);
    expect(running.events).toEqual(['block:block_bio_queue']);
    await running.stop();
  });
});

describe.skipIf(!root)('the machine', () => {
  const SETTINGS = [
    'tracing_on',
    'trace_clock',
    'buffer_size_kb',
    'set_event',
    'current_tracer',
    'trace_options',
  ];
  const look = async (directory: string): Promise<string[]> =>
    await Promise.all(SETTINGS.map((name) => readFile(join(directory, name), 'latin1')));

  test('keeps the settings of the top level and of other instances, before, during and after', async () => {
    const foreign = join(outside, 'instances', `foreign-${process.pid}`);
    await mkdir(foreign);
    try {
      await writeFile(join(foreign, 'buffer_size_kb'), '64');
      await writeFile(join(foreign, 'events/sched/sched_switch/enable'), '1');
      const before = [await look(outside), await look(foreign)];
      const running = await start({ events: ['sched', 'block'] });
      expect([await look(outside), await look(foreign)]).toEqual(before);
      await running.stop();
      expect([await look(outside), await look(foreign)]).toEqual(before);
    } finally {
      await rmdir(foreign);
    }
  });

  test('has nothing of the lab after stop but trace.dat', async () => {
    const running = await start({ events: ['block'] });
    const name = basename(running.instance);
    expect(await readdir(join(outside, 'instances'))).toContain(name);
    const summary = await running.stop();
    expect(await running.stop()).toBe(summary);
    await running.discard();
    expect(await readdir(join(outside, 'instances'))).not.toContain(name);
    expect((await readdir(base)).sort()).toEqual(['state', 'trace.dat']);
    expect(
      (await readMounts()).filter(({ path }) => path.includes(`uringlab-tracefs-${process.pid}-`)),
    ).toEqual([]);
  });

  test('has nothing of the lab after discard', async () => {
    const running = await start({ events: ['block'] });
    const name = basename(running.instance);
    await running.discard();
    await expect(running.stop()).rejects.toMatchObject({ code: 'E_INTERRUPTED' });
    expect(await readdir(join(outside, 'instances'))).not.toContain(name);
    expect(await readdir(base)).toEqual(['state']);
  });

  test('has nothing of a killed lab once it was cleaned', async () => {
    const stateDirectory = join(base, 'killed');
    const script = `${imports()}
      const journal = await Journal.open({ stateDirectory: ${JSON.stringify(stateDirectory)} });
      const capture = await startCapture({ directory: ${JSON.stringify(base)}, events: ['block', 'sched'] }, journal);
      console.log(capture.instance.split('/').at(-1));
      setInterval(() => capture.mark('alive'), 10);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const closed = new Promise((resolve) => child.once('close', resolve));
    const name = String(await once(child.stdout, 'data')).trim();
    expect(await readdir(join(outside, 'instances'))).toContain(name);
    child.kill('SIGKILL');
    await closed;
    const { problems } = await cleanAbandoned({ stateDirectory });
    expect(problems).toEqual([]);
    expect(await readdir(join(outside, 'instances'))).not.toContain(name);
    expect((await readdir(base)).sort()).toEqual(['killed', 'state']);
  });
});
