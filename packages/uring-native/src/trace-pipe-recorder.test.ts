import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeDirectory, type Place, run } from './testing/places.ts';
import { TracePipeRecorder } from './trace-pipe-recorder.ts';

const SUB_BUFFER = 4096;
const HEADER = 16;
/** Bits of a sub-buffer's commit word above its length (kernel/trace/ring_buffer.c, RB_MISSED_EVENTS). */
const COMMIT_LENGTH = 0x0fffffff;
/** The descriptor that lists the others is gone by then. */
const leadsTo = (fd: string, name: string) =>
  existsSync(`/proc/self/fd/${fd}`) && readlinkSync(`/proc/self/fd/${fd}`).endsWith(name);
const root = process.getuid?.() === 0;
if (!root) console.log('trace pipe recorder: skipped: tracefs needs root');

describe.skipIf(!root)('trace pipe recorder', () => {
  let place: Place;
  let tracefs: string;
  let instance: string;
  let instances = 0;

  beforeAll(() => {
    place = makeDirectory();
    tracefs = join(place.directory, 'tracefs');
    mkdirSync(tracefs);
    run('mount', '-t', 'tracefs', 'nodev', tracefs);
  });
  afterAll(() => {
    run('umount', tracefs);
    place.remove();
  });
  beforeEach(() => {
    instance = join(tracefs, 'instances', `uring-native-${process.pid}-${instances++}`);
    mkdirSync(instance);
    writeFileSync(join(instance, 'tracing_on'), '1');
  });
  afterEach(() => rmdirSync(instance));

  function pipes(directory = place.directory) {
    const cpus = readdirSync(join(instance, 'per_cpu')).map((name) => Number(name.slice(3)));
    return cpus.map((cpu) => ({
      cpu,
      source: join(instance, `per_cpu/cpu${cpu}/trace_pipe_raw`),
      target: join(directory, `cpu${cpu}.raw`),
    }));
  }

  function mark(count: number, from = 0): void {
    const marker = join(instance, 'trace_marker');
    for (let i = 0; i < count; i++) writeFileSync(marker, `mark-${from + i};${'x'.repeat(200)}`);
  }

  /** Events in the ring buffer of each CPU. */
  function entries(): number[] {
    const stats = pipes().map(({ cpu }) => readFileSync(join(instance, `per_cpu/cpu${cpu}/stats`), 'utf8'));
    return stats.map((text) => Number(/^entries: (\d+)$/m.exec(text)?.[1]));
  }

  /** The valid bytes of every sub-buffer of every file. */
  function readMarks(): Set<number> {
    const marks = new Set<number>();
    for (const { target } of pipes()) {
      const bytes = readFileSync(target);
      expect(bytes.length % SUB_BUFFER).toBe(0);
      for (let page = 0; page < bytes.length; page += SUB_BUFFER) {
        const length = Number(bytes.readBigUInt64LE(page + 8)) & COMMIT_LENGTH;
        const text = bytes.toString('latin1', page + HEADER, page + HEADER + length);
        for (const [, number] of text.matchAll(/mark-(\d+);/g)) marks.add(Number(number));
      }
    }
    return marks;
  }

  function expectMarks(count: number): void {
    expect([...readMarks()].sort((a, b) => a - b)).toEqual(
      Array.from({ length: count }, (_, index) => index),
    );
  }

  test('every event is in the files: full sub-buffers and the one being filled', async () => {
    const recorder = new TracePipeRecorder();
    await recorder.start({ cpus: pipes(), subBufferBytes: SUB_BUFFER });
    mark(2000);
    writeFileSync(join(instance, 'tracing_on'), '0');
    const recorded = await recorder.stop();
    for (const { cpu, bytes, pages, errno } of recorded) {
      expect(errno).toBe(0);
      expect(bytes).toBe(pages * SUB_BUFFER);
      expect(bytes).toBe(statSync(join(place.directory, `cpu${cpu}.raw`)).size);
    }
    expectMarks(2000);
  });

  test('it keeps up with more than the ring buffer holds', async () => {
    writeFileSync(join(instance, 'buffer_size_kb'), '64');
    const recorder = new TracePipeRecorder();
    await recorder.start({ cpus: pipes(), subBufferBytes: SUB_BUFFER });
    for (let from = 0; from < 2000; from += 50) {
      mark(50, from);
      // However busy the machine is: what lies beyond the watermark (buffer_percent) has to be taken out.
      while (Math.max(...entries()) > 130) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    writeFileSync(join(instance, 'tracing_on'), '0');
    await recorder.stop();
    expectMarks(2000);
  });

  test('nothing traced: empty files', async () => {
    const recorder = new TracePipeRecorder();
    await recorder.start({ cpus: pipes(), subBufferBytes: SUB_BUFFER });
    const recorded = await recorder.stop();
    expect(recorded).toEqual(pipes().map(({ cpu }) => ({ cpu, bytes: 0, pages: 0, errno: 0 })));
  });

  test('it can be started again after stop(), but not twice at once', async () => {
    const recorder = new TracePipeRecorder();
    await recorder.start({ cpus: pipes(), subBufferBytes: SUB_BUFFER });
    const again = recorder.start({ cpus: pipes(), subBufferBytes: SUB_BUFFER });
    await expect(again).rejects.toThrow(/already running/);
    await recorder.stop();
    await recorder.start({ cpus: pipes(), subBufferBytes: SUB_BUFFER });
    mark(3);
    writeFileSync(join(instance, 'tracing_on'), '0');
    await recorder.stop();
    expectMarks(3);
  });

  test('when it cannot start for one CPU, it has ended for the others', async () => {
    const cpus = [...pipes(), { cpu: 99, source: '/nonexistent', target: '/nonexistent' }];
    const failed = new TracePipeRecorder().start({ cpus, subBufferBytes: SUB_BUFFER });
    await expect(failed).rejects.toMatchObject({ code: 'E_PATH' });
    expect(readdirSync('/proc/self/fd').filter((fd) => leadsTo(fd, 'trace_pipe_raw'))).toEqual([]);
  });

  test('stop() returns although the events were left on', async () => {
    writeFileSync(join(instance, 'events/sched/enable'), '1');
    const recorder = new TracePipeRecorder();
    await recorder.start({ cpus: pipes(), subBufferBytes: SUB_BUFFER });
    const recorded = await recorder.stop();
    writeFileSync(join(instance, 'events/sched/enable'), '0');
    expect(recorded.map(({ errno }) => errno)).toEqual(pipes().map(() => 0));
  });

  test('a full disk ends the recording of that CPU: whole sub-buffers stay, and stop() says ENOSPC', async () => {
    const small = join(place.directory, 'small');
    mkdirSync(small, { recursive: true });
    run('mount', '-t', 'tmpfs', '-o', 'size=64k', 'nodev', small);
    try {
      const recorder = new TracePipeRecorder();
      await recorder.start({ cpus: pipes(small), subBufferBytes: SUB_BUFFER });
      mark(3000);
      writeFileSync(join(instance, 'tracing_on'), '0');
      const recorded = await recorder.stop();
      expect(recorded.some(({ errno }) => errno === 28)).toBe(true);
      for (const { cpu, bytes } of recorded) {
        expect(bytes % SUB_BUFFER).toBe(0);
        expect(statSync(join(small, `cpu${cpu}.raw`)).size).toBe(bytes);
      }
      expect(recorded.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(65536);
    } finally {
      run('umount', small);
    }
  });

  test('a process that exits while it records ends at once and cleanly', () => {
    const script = `
      import { TracePipeRecorder } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)};
      await new TracePipeRecorder().start({ cpus: ${JSON.stringify(pipes())}, subBufferBytes: ${SUB_BUFFER} });
      setTimeout(() => process.exit(0), 50);`;
    const { status, signal } = spawnSync(process.execPath, ['--input-type=module', '-e', script]);
    expect([status, signal]).toEqual([0, null]);
    expect(existsSync(join(place.directory, 'cpu0.raw'))).toBe(true);
  });
});
